"""An attempt that failed goes into the ledger, and the failure policy says what follows."""

import dataclasses
import logging

from study_pipeline.ingest.outcome import Outcome
from study_pipeline.ingest.services import Services
from study_pipeline.language import translate
from study_pipeline.materials import errors
from study_pipeline.materials.errors import UnreadableMaterial
from study_pipeline.materials.failure_policy import QUARANTINED, Cause, Verdict, verdict_on
from study_pipeline.resources.catalog import attempts as catalog_attempts
from study_pipeline.resources.catalog.attempts import FailedAttempt
from study_pipeline.resources.catalog.records import Material
from study_pipeline.resources.catalog.retries import NextAttempt
from study_pipeline.resources.clock import utc_after
from study_pipeline.resources.errors import PermanentError, RunDied, TransientError
from study_pipeline.resources.failure_causes import cause_of

log = logging.getLogger(__name__)


def follow_up(services: Services, outcome: Outcome, error: Exception, *, run_id: str | None) -> Outcome:
    """Note a failure in the ledger and give the outcome with its sentence and what follows.

    Unless it is tried again at once, or its material is gone, the material is failed from now on: with a time for
    its next attempt, or for good.
    """
    material, engine = outcome.material, services.catalog.engine
    if not services.catalog.materials([material.id]):  # whatever broke, there is nothing left to do
        error = errors.deleted()
    cause = cause_of(error)
    with engine.begin() as connection:
        before = catalog_attempts.count(connection, material.id, cause.exception_class)
        verdict = verdict_on(cause, attempt=before + 1, chance=services.chance())
        sentence = _sentence(material, error, cause, verdict)
        failed = FailedAttempt(
            material.id, outcome.stage, cause.exception_class, sentence, run_id, verdict.followed
        )
        if verdict.followed != "discard":  # its deletion has noted that
            catalog_attempts.record(connection, failed)
    if verdict.followed not in ("wait", "discard"):
        again = None
        if verdict.followed == "postpone":
            at = utc_after(verdict.seconds)
            again = NextAttempt(at, outcome.stage, verdict.attempt, verdict.attempts)
        flags = _flags(outcome, verdict)
        services.catalog.fail(material.id, stage=outcome.stage, sentence=sentence, flags=flags, again=again)
    return dataclasses.replace(outcome, error=error, sentence=sentence, verdict=verdict)


def _sentence(material: Material, error: Exception, cause: Cause, verdict: Verdict) -> str:
    """The failure in the words of whose material it is."""
    if verdict.followed == "quarantine":
        set_aside = errors.set_aside_alone if isinstance(error, RunDied) else errors.set_aside
        return set_aside(verdict.attempts).about(material.title)
    if isinstance(error, UnreadableMaterial):
        return error.about(material.title)
    if isinstance(error, TransientError | PermanentError):
        return translate("{name}: {problem}").format(name=material.title, problem=error)
    # what a library says may quote anything: it goes to the log alone
    log.error("An unexpected failure of %s", material.id, exc_info=error)
    if "database" in cause.kinds:
        said = translate("{name} could not be recorded, because the catalog was locked by others.")
    elif "timeout" in cause.kinds:
        said = translate("{name} could not be handled, because the disk or a server did not answer in time.")
    else:
        said = translate(
            "{name} could not be handled, because of an error that nobody foresaw ({exception_class}): the "
            "run's log in the Dagster UI has it."
        )
    return said.format(name=material.title, exception_class=cause.exception_class)


def _flags(outcome: Outcome, verdict: Verdict) -> tuple[str, ...]:
    found = outcome.material.flags if outcome.flags is None else outcome.flags
    kept = tuple(flag for flag in found if flag != QUARANTINED)
    return (*kept, QUARANTINED) if verdict.followed == "quarantine" else kept
