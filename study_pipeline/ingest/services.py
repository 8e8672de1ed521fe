"""The resources that a batch needs, opened together from the settings."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine

from study_pipeline.ingest.intake import Intake
from study_pipeline.resources.bank.question_bank import QuestionBank
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.catalog.place import note_place
from study_pipeline.resources.embedders.embedder import Embedder, make_embedder
from study_pipeline.resources.embedders.shared_embedder import SharedEmbedder
from study_pipeline.resources.embedders.vector_cache import SqlVectorCache
from study_pipeline.resources.files.material_store import MaterialStore
from study_pipeline.resources.files.upload_folder import UploadFolder
from study_pipeline.resources.graph_store import GraphStore
from study_pipeline.resources.pdf.workers import PdfWorkers
from study_pipeline.resources.settings.settings import Settings
from study_pipeline.resources.storage_failures import unwritable


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that touches the outside world, for one process.

    ``sleep`` spends the seconds of a short wait; ``chance`` gives a number between 0 and 1.
    """

    settings: Settings
    catalog: Catalog
    store: MaterialStore
    bank: QuestionBank
    graph: GraphStore
    embedder: Embedder
    cache: SqlVectorCache
    workers: PdfWorkers
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random

    @property
    def intake(self) -> Intake:
        """The door of the upload folder."""
        folder = UploadFolder(self.settings.uploads)
        return Intake(self.catalog, folder, self.store, self.workers, self.settings)


def _embedder(settings: Settings, engine: Engine) -> Embedder:
    """The embedder of an installation; the failure policy is what asks a server again, not its client."""
    api_key, base_url = settings.openai_api_key.reveal(), settings.openai_base_url
    embedder = make_embedder(
        api_key=api_key,
        base_url=base_url,
        model=settings.embedding_model,
        dimensions=settings.embedding_dimensions,
        max_retries=0,
    )
    if not api_key and not base_url:
        return embedder
    return SharedEmbedder(embedder, engine, settings.embedding_calls)


@contextmanager
def open_services(settings: Settings) -> Iterator[Services]:
    """Open the resources; close them at the end. Folders that are missing are made.

    Raises:
        PermanentError: The data folder or a store in it cannot be used.
    """
    try:
        settings.uploads.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(settings.data, error) from error
    note_place(settings)
    catalog = Catalog.open(settings.catalog_url)
    workers = PdfWorkers.from_settings(settings)
    try:
        yield Services(
            settings=settings,
            catalog=catalog,
            store=MaterialStore(settings.store),
            bank=QuestionBank(settings.bank_uri),
            graph=GraphStore(settings.graph),
            embedder=_embedder(settings, catalog.engine),
            cache=SqlVectorCache(catalog.engine),
            workers=workers,
        )
    finally:
        workers.close()
        catalog.close()
