"""The way of an upload in the tests: drop it, take what is new, run every batch that waits."""

import shutil
from collections.abc import Collection, Sequence
from pathlib import Path

from study_pipeline.ingest.batch import ingest
from study_pipeline.ingest.outcome import Outcome
from study_pipeline.ingest.rewriting import write_what_is_due
from study_pipeline.ingest.services import Services
from study_pipeline.materials.identity import content_hash, lane_of
from study_pipeline.materials.status import STAGES, Stage
from study_pipeline.questions.model import Extraction
from study_pipeline.resources.catalog.records import Material, NewMaterial
from study_pipeline.resources.catalog.rules import note_rules
from study_pipeline.resources.files.material_store import StoredExtraction


def drop(services: Services, source: Path, name: str | None = None) -> Path:
    """Copy a file into the upload folder."""
    target = services.settings.uploads / (name or source.name)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    return target


def take_and_run(services: Services) -> list[Outcome]:
    """Take what is new and run all that waits, as the sensor does."""
    services.intake.take_news()
    write_what_is_due(services)
    services.catalog.make_batches(size=50)
    outcomes: list[Outcome] = []
    for batch in services.catalog.open_batches():
        if batch.requested_at is None:
            services.catalog.mark_requested(batch.id)
            outcomes += ingest(services, batch.material_ids, STAGES, run_id=batch.id, batch_id=batch.id)
    return outcomes


def run(
    services: Services, materials: Sequence[Material], stages: Collection[Stage] = STAGES
) -> list[Outcome]:
    """Take materials through stages by hand."""
    return list(ingest(services, [material.id for material in materials], stages, run_id="by-hand"))


def named(services: Services, name: str) -> Material:
    """The one material that is meant by a name."""
    (material,) = services.catalog.find(name)
    return material


def answers(services: Services, name: str) -> dict[str, object]:
    """What the bank holds as the answer of each number of a paper."""
    rows = services.bank.questions_of(named(services, name).id)
    return {row.question.number: row.question.answer for row in rows}


def question_ids(services: Services) -> list[str]:
    """The ids of all questions in the bank, as often as they are there."""
    return [row.id for row in services.bank.all_questions()]


def in_the_bank(services: Services, path: str, *, rules: int) -> Material:
    """A complete material whose pages nobody reads."""
    sha256 = content_hash(path.encode())
    new = NewMaterial(id=sha256[:8], sha256=sha256, title=path, lane=lane_of(path), size_bytes=10)
    material = services.catalog.accept(path, size_bytes=10, mtime_ns=1, material=new)
    services.store.directory.mkdir(parents=True, exist_ok=True)
    services.store.pdf(sha256).write_bytes(b"%PDF-")
    services.store.save_extraction(sha256, StoredExtraction(rules, 0.1, Extraction(kind="notes", pages=1)))
    services.catalog.finish_reading(material.id, pages=1, kind="notes")
    services.catalog.finish_embedding([material.id])
    note_rules(services.catalog.engine, [material.id], rules)
    return material
