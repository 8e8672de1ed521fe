"""A batch: the materials that one run handles, taken through the stages together."""

import logging
from collections.abc import Callable, Collection, Iterator, Sequence

from study_pipeline.ingest.embedding import embed_questions
from study_pipeline.ingest.outcome import Outcome
from study_pipeline.ingest.reading import read_materials
from study_pipeline.ingest.rewriting import write_what_is_due
from study_pipeline.ingest.services import Services
from study_pipeline.ingest.writing import write_questions
from study_pipeline.language import message, translate
from study_pipeline.materials.status import STAGES, Stage
from study_pipeline.resources.catalog_batches import RUN_LEASE
from study_pipeline.resources.catalog_records import Material
from study_pipeline.resources.errors import PermanentError, TransientError
from study_pipeline.resources.leases import lease

log = logging.getLogger(__name__)

_STAGES: dict[Stage, Callable[[Services, Sequence[Material]], Iterator[Outcome]]] = {
    "materials": read_materials,
    "questions": write_questions,
    "embeddings": embed_questions,
}


class UnknownMaterial(Exception):
    """A partition without a material in the catalog: it was deleted."""


def ingest(
    services: Services,
    material_ids: Sequence[str],
    stages: Collection[Stage],
    *,
    run_id: str,
    batch_id: str | None = None,
    instead_of: Collection[str] = (),
) -> Iterator[Outcome]:
    """Take materials through the stages, one stage after the other over all of them; give every outcome.

    A material that fails at a stage does not go on to the next; the others do. Where a stage fails as a whole
    (the embedding server is away, no PDF reader starts), so does each material that it has not done yet. What
    another living run has is left to it; ``instead_of`` are runs that this one is the retry of.

    Raises:
        UnknownMaterial: The catalog does not know one of them. Nothing was done.
    """
    known = services.catalog.materials(material_ids)
    missing = [material_id for material_id in material_ids if material_id not in known]
    if missing:
        raise UnknownMaterial(
            translate("No material is called {names}: it was deleted, or never accepted.").format(
                names=", ".join(missing)
            )
        )
    with lease(services.catalog.engine, RUN_LEASE + run_id):
        taken = services.catalog.start(material_ids, run_id=run_id, batch_id=batch_id, instead_of=instead_of)
        left = [material_id for material_id in material_ids if material_id not in taken]
        if left:
            log.warning(message("Left to the run that has them: %s"), ", ".join(left))
        try:
            yield from _through(services, [known[one] for one in material_ids if one in taken], stages)
        finally:
            services.catalog.release(run_id)


def _through(services: Services, materials: list[Material], stages: Collection[Stage]) -> Iterator[Outcome]:
    going_on = materials
    for stage in STAGES:
        if stage not in stages or not going_on:
            continue
        log.info(message("Stage %s: %d materials."), stage, len(going_on))
        failed: set[str] = set()
        for outcome in _outcomes(services, going_on, stage):
            if outcome.sentence is not None:
                failed.add(outcome.material.id)
            yield outcome
        going_on = [material for material in going_on if material.id not in failed]
    write_what_is_due(services)


def _outcomes(services: Services, materials: Sequence[Material], stage: Stage) -> Iterator[Outcome]:
    done: set[str] = set()
    try:
        for outcome in _STAGES[stage](services, materials):
            done.add(outcome.material.id)
            yield outcome
    except (TransientError, PermanentError) as error:
        for material in materials:
            if material.id not in done:
                sentence = translate("{name}: {problem}").format(name=material.title, problem=error)
                services.catalog.fail(material.id, stage=stage, sentence=sentence)
                yield Outcome(stage, material, sentence=sentence)
