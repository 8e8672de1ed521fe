"""A batch: the materials that one run handles, taken through the stages together."""

import logging
from collections.abc import Callable, Collection, Iterator, Sequence

from study_pipeline.ingest.embedding import embed_questions
from study_pipeline.ingest.failed_attempts import follow_up
from study_pipeline.ingest.outcome import Outcome
from study_pipeline.ingest.reading import read_materials
from study_pipeline.ingest.rewriting import write_what_is_due
from study_pipeline.ingest.run_progress import RunProgress, Tell, teller
from study_pipeline.ingest.services import Services
from study_pipeline.ingest.writing import write_questions
from study_pipeline.language import message
from study_pipeline.materials import errors
from study_pipeline.materials.status import STAGES, Stage, stages_to_go
from study_pipeline.resources.catalog.batches import RUN_LEASE
from study_pipeline.resources.catalog.leases import lease
from study_pipeline.resources.catalog.records import Material
from study_pipeline.resources.catalog.run_progress import forget_progress

log = logging.getLogger(__name__)

_STAGES: dict[Stage, Callable[[Services, Sequence[Material], RunProgress], Iterator[Outcome]]] = {
    "materials": read_materials,
    "questions": write_questions,
    "embeddings": embed_questions,
}


def ingest(
    services: Services,
    material_ids: Sequence[str],
    stages: Collection[Stage],
    *,
    run_id: str,
    batch_id: str | None = None,
    instead_of: Collection[str] = (),
    tell: Tell | None = None,
) -> Iterator[Outcome]:
    """Take materials through the stages, one stage after the other over all of them; give every outcome.

    What comes before them and has no result is made up for, see `stages_to_go`.
    A material that fails at a stage does not go on to the next; the others do. Where a stage fails as a whole
    (the embedding server is away, no PDF reader starts), so does each material that it has not done yet. What is
    worth a short wait is tried again here, see `failure_policy`. What was deleted meanwhile is discarded. What
    another living run has is left to it; ``instead_of`` are runs that this one is the retry of.
    ``tell`` is told every few seconds how far it is; the catalog is, too.
    """
    known = services.catalog.materials(material_ids)
    for material_id in material_ids:
        if material_id not in known:
            # its deletion is in the ledger; there is nothing to do, and no one to tell
            log.warning("Discarded: %s", errors.deleted_while_waiting().about(material_id))
    with lease(services.catalog.engine, RUN_LEASE + run_id):
        taken = services.catalog.start(known, run_id=run_id, batch_id=batch_id, instead_of=instead_of)
        left = [material_id for material_id in known if material_id not in taken]
        if left:
            log.warning(message("Left to the run that has them: %s"), ", ".join(left))
        progress = RunProgress(teller(services.catalog.engine, run_id, tell))
        try:
            materials = [known[one] for one in material_ids if one in taken]
            yield from _through(services, materials, stages, progress, run_id=run_id)
        finally:
            services.catalog.release(run_id)
            forget_progress(services.catalog.engine, run_id)


def _through(
    services: Services,
    materials: list[Material],
    stages: Collection[Stage],
    progress: RunProgress,
    *,
    run_id: str,
) -> Iterator[Outcome]:
    to_go = {
        one.id: stages_to_go(stages, finished=one.finished_stage, failed=one.failed_stage)
        for one in materials
    }
    failed: set[str] = set()
    for stage in STAGES:
        going_on = [one for one in materials if stage in to_go[one.id] and one.id not in failed]
        if not going_on:
            continue
        for outcome in _with_short_waits(services, going_on, stage, progress, run_id=run_id):
            if outcome.error is not None:
                failed.add(outcome.material.id)
            yield outcome
    write_what_is_due(services)


def _with_short_waits(
    services: Services, materials: Sequence[Material], stage: Stage, progress: RunProgress, *, run_id: str
) -> Iterator[Outcome]:
    """One stage, tried again over what failed for as long as the policy waits within the batch."""
    trying = materials
    while trying:
        again: dict[str, Outcome] = {}
        for outcome in _outcomes(services, trying, stage, progress):
            if outcome.error is None:
                yield outcome
                continue
            followed = follow_up(services, outcome, outcome.error, run_id=run_id)
            if followed.verdict is not None and followed.verdict.followed == "wait":
                again[outcome.material.id] = followed
            else:
                yield followed
        if again:
            seconds = max(one.verdict.seconds for one in again.values() if one.verdict is not None)
            sentence = next(one.sentence for one in again.values())
            log.warning(message("%d materials are tried again in %.0f s: %s"), len(again), seconds, sentence)
            services.sleep(seconds)
        trying = [material for material in trying if material.id in again]


def _outcomes(
    services: Services, materials: Sequence[Material], stage: Stage, progress: RunProgress
) -> Iterator[Outcome]:
    """What one try of a stage gives; where it fails as a whole, so does each material that it has not done yet."""
    done: set[str] = set()
    try:
        for outcome in _STAGES[stage](services, materials, progress):
            done.add(outcome.material.id)
            yield outcome
    except Exception as error:  # noqa: BLE001 - what follows an error, foreseen or not, is the policy's to say
        for material in materials:
            if material.id not in done:
                yield Outcome(stage, material, error=error)
