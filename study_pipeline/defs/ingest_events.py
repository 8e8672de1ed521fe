"""What a run tells Dagster while it ingests: a materialisation for each success, the checks, the failures."""

from collections.abc import Collection, Iterator, Mapping, Sequence

import dagster as dg

from study_pipeline.defs.checks import check_results
from study_pipeline.defs.metadata import metadata_of
from study_pipeline.defs.partitions import BATCH_TAG
from study_pipeline.ingest.batch import ingest
from study_pipeline.ingest.outcome import Outcome
from study_pipeline.ingest.services import Services
from study_pipeline.language import translate
from study_pipeline.materials.status import Stage
from study_pipeline.operations.progress import Progress
from study_pipeline.operations.progress_words import progress_words

log = dg.get_dagster_logger("ingest")  # the log of the run; a logger of another name reaches its process only

MAX_NAMED_FAILURES = 5

Event = dg.AssetMaterialization | dg.AssetCheckResult


def ingest_events(
    services: Services, keys: Sequence[str], stages: Collection[Stage], *, run: dg.DagsterRun, checked: bool
) -> Iterator[Event]:
    """Take materials through the stages; give an event for each that got through one, and the checks at the end.

    Raises:
        Failure: When all is done, if a material failed. What is worth another attempt gets it from the sensor
            `attempts_due`, so that Dagster must not run it again by itself.
    """
    outcomes: list[Outcome] = []
    paths = services.catalog.paths(keys)
    for outcome in ingest(
        services,
        keys,
        stages,
        run_id=run.run_id,
        batch_id=run.tags.get(BATCH_TAG),
        instead_of=[one for one in (run.parent_run_id, run.root_run_id) if one],
        tell=log_progress,
    ):
        if outcome.discarded:
            log.warning("%s (stage %s)", outcome.sentence, outcome.stage)
            continue
        outcomes.append(outcome)
        if outcome.error is None:
            yield _materialization(outcome, paths)
        else:
            log.error("%s (stage %s, %s)", outcome.sentence, outcome.stage, _followed(outcome))
    if checked:
        yield from check_results(outcomes, services.bank)
    failures = [outcome for outcome in outcomes if outcome.error is not None]
    if failures:
        raise dg.Failure(_summary(failures, len(keys)), allow_retries=False)


def log_progress(progress: Progress) -> None:
    """Say in the run's log how far it is, once there is something to say."""
    if progress.units_per_second is not None:
        log.info(progress_words(progress))


def _followed(outcome: Outcome) -> str:
    """What the log says of a failure's next attempt."""
    verdict = outcome.verdict
    if verdict is None or verdict.final:
        return "not tried again by itself"
    return f"attempt {verdict.attempt} of {verdict.attempts}, next in {verdict.seconds:.0f} s"


def _materialization(outcome: Outcome, paths: Mapping[str, Sequence[str]]) -> dg.AssetMaterialization:
    material = outcome.material
    (file, *_) = paths.get(material.id) or [material.title]
    return dg.AssetMaterialization(
        outcome.stage, partition=material.id, metadata=metadata_of(outcome, file=file)
    )


def _summary(failures: Sequence[Outcome], total: int) -> str:
    named = " ".join(failure.sentence or "" for failure in failures[:MAX_NAMED_FAILURES])
    said = translate("{failed} of {total} materials failed, the others are complete. {named}")
    if len(failures) > MAX_NAMED_FAILURES:
        said = translate(
            "{failed} of {total} materials failed, the others are complete. {named} And {more} more."
        )
    more = len(failures) - MAX_NAMED_FAILURES
    return said.format(failed=len(failures), total=total, named=named, more=more)
