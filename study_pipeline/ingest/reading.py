"""Stage `materials`: every PDF of the batch is read, side by side, in worker processes."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from study_pipeline.ingest.outcome import Outcome
from study_pipeline.ingest.run_progress import RunProgress
from study_pipeline.ingest.services import Services
from study_pipeline.materials import errors
from study_pipeline.materials.errors import UnreadableMaterial
from study_pipeline.questions.extraction import RULES_VERSION
from study_pipeline.resources.catalog.records import Material
from study_pipeline.resources.catalog.rules import note_older_rules
from study_pipeline.resources.files.material_store import StoredExtraction
from study_pipeline.resources.pdf.workers import PdfRequest
from study_pipeline.resources.storage_failures import saving_refusal


def read_materials(
    services: Services, materials: Sequence[Material], progress: RunProgress
) -> Iterator[Outcome]:
    """Read each material's PDF and keep what was read in the store; give outcomes as they come."""
    present, requests = [], []
    for material in materials:
        pdf = services.store.pdf(material.sha256) if material.sha256 else None
        if material.sha256 is None or pdf is None or not pdf.exists():
            yield _failure(material, errors.vanished())
            continue
        present.append((material, material.sha256))
        requests.append(PdfRequest(pdf, material.pages or 1, services.store.crops(material.sha256)))
    progress.begin("materials", materials=len(requests), units=sum(request.pages for request in requests))

    def read_range(index: int, pages: int) -> None:
        progress.read_some(present[index][0].id, pages)

    for read in services.workers.extract_many(requests, on_range=read_range):
        material, sha256 = present[read.index]
        progress.finish_one(material.id, pages=requests[read.index].pages)
        if material.id not in services.catalog.materials([material.id]):
            yield _failure(material, errors.deleted())
        elif isinstance(read.result, UnreadableMaterial):
            yield _failure(material, read.result)
        else:
            stored = StoredExtraction(RULES_VERSION, read.seconds, read.result)
            try:
                _keep(services, material.id, sha256, stored)
            except UnreadableMaterial as error:
                yield _failure(material, error)
                continue
            services.catalog.finish_reading(material.id, pages=read.result.pages, kind=read.result.kind)
            as_read = replace(material, pages=read.result.pages, kind=read.result.kind)
            yield Outcome("materials", as_read, seconds=read.seconds)
    progress.end()


def stored_extraction(services: Services, material: Material) -> StoredExtraction:
    """What the current rule set read from a material; it is read now where no run has done so.

    Raises:
        UnreadableMaterial: Nothing could be read, with the sentence why.
    """
    if material.sha256 is None or not services.store.pdf(material.sha256).exists():
        raise errors.vanished()
    stored = services.store.extraction(material.sha256, rules_version=RULES_VERSION)
    if stored is None:
        started = time.monotonic()
        pdf = services.store.pdf(material.sha256)
        request = PdfRequest(pdf, material.pages or 1, services.store.crops(material.sha256))
        extraction = services.workers.extract(request)
        stored = StoredExtraction(RULES_VERSION, time.monotonic() - started, extraction)
        _keep(services, material.id, material.sha256, stored)
    return stored


def _keep(services: Services, material_id: str, sha256: str, stored: StoredExtraction) -> None:
    before = services.store.rules_version(sha256)
    if before is not None and before != stored.rules_version:
        note_older_rules(services.catalog.engine, material_id, before)
    try:
        services.store.save_extraction(sha256, stored)
    except OSError as error:
        raise saving_refusal(error) from error


def _failure(material: Material, error: UnreadableMaterial) -> Outcome:
    return Outcome("materials", material, error=error)
