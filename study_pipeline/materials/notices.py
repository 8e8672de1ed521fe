"""Who is told what of failures, and when: a pure rule over what failed and what was uploaded beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from study_pipeline.language import translate, translate_count
from study_pipeline.materials.status import Status

OPERATORS_FROM_ATTEMPT = 3  # the seed's `executions >= 3`
UPLOAD_GAP_SECONDS = 600.0  # files of one owner that arrive closer together are one upload
PATIENCE_SECONDS = 1_800.0  # a failure waits so long at most for the rest of its upload to end
MAX_NAMED = 20

OPEN: tuple[Status, ...] = ("pending", "processing")


@dataclass(frozen=True, slots=True)
class Failure:
    """A material that failed: ``attempt`` counts from 1 since it was last complete; ``at`` is seconds since 1970.

    ``final``: nothing asks again by itself. ``first``: nobody was told of one of its attempts before.
    """

    id: int
    material: str
    owner: str | None
    sentence: str
    attempt: int
    final: bool
    at: float
    first: bool


@dataclass(frozen=True, slots=True)
class Arrival:
    """A material, whose it is, when it came (seconds since 1970) and how far it is."""

    material: str
    owner: str | None
    at: float
    status: Status


@dataclass(frozen=True, slots=True)
class Notice:
    """A message. ``owner`` is whose failures it is about; ``to_operators`` sends it to them instead."""

    owner: str | None
    to_operators: bool
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Telling:
    """The messages to send now, and the ids of the failures that are settled by them. The others wait."""

    notices: tuple[Notice, ...]
    settled: tuple[int, ...]


def telling(failures: Sequence[Failure], arrivals: Sequence[Arrival], *, now: float) -> Telling:
    """Decide which messages go out. Each failure's material is among the ``arrivals``.

    The owner hears of a material's first failure and of each final one, the operators of every attempt from the
    third on. First failures of one upload are told together, once all of it has ended.
    """
    uploads = [upload for upload in _uploads(arrivals) if any(f.material in upload for f in failures)]
    first = [failure for failure in failures if failure.first]
    later = [failure for failure in failures if not failure.first]
    notices: list[Notice] = []
    settled: list[Failure] = list(later)
    for upload in uploads:
        of_upload = [failure for failure in first if failure.material in upload]
        if not of_upload:
            continue
        given_up: Status = "discarded"
        statuses = [one.status for one in upload.values() if one.status != given_up]
        if any(s in OPEN for s in statuses) and now - min(f.at for f in of_upload) < PATIENCE_SECONDS:
            continue
        settled += of_upload
        notices.append(_of_upload(of_upload, statuses))
    final = sorted((f for f in later if f.final), key=lambda f: (f.owner or "", f.id))
    for owner, group in groupby(final, key=lambda failure: failure.owner):
        notices.append(_again(owner, list(group), to_operators=False))
    often = [failure for failure in settled if failure.attempt >= OPERATORS_FROM_ATTEMPT]
    if often:
        notices.append(_again(None, sorted(often, key=lambda failure: failure.id), to_operators=True))
    return Telling(tuple(notices), tuple(sorted(failure.id for failure in settled)))


def _uploads(arrivals: Sequence[Arrival]) -> list[dict[str, Arrival]]:
    """What each owner dropped at a time, by material."""
    uploads: list[dict[str, Arrival]] = []
    ordered = sorted(arrivals, key=lambda one: (one.owner or "", one.at, one.material))
    for previous, arrival in pairwise([None, *ordered]):
        assert arrival is not None
        together = (
            previous is not None
            and previous.owner == arrival.owner
            and arrival.at - previous.at <= UPLOAD_GAP_SECONDS
        )
        if not together:
            uploads.append({})
        uploads[-1][arrival.material] = arrival
    return uploads


def _of_upload(failures: Sequence[Failure], statuses: Sequence[Status]) -> Notice:
    if len(statuses) <= 1:
        title = translate("A file could not be used")
    else:
        still = sum(status in OPEN for status in statuses)
        said = translate("{total} files: {ok} ok, {failed} failed")
        if still:
            said = translate("{total} files: {ok} ok, {failed} failed, {open} still waiting")
        failed = statuses.count("failed")
        title = said.format(total=len(statuses), ok=len(statuses) - failed - still, failed=failed, open=still)
    lines = [
        failure.sentence
        if failure.final
        else translate("{sentence} (it is tried again by itself)").format(sentence=failure.sentence)
        for failure in failures
    ]
    return Notice(failures[0].owner, False, title, _body(lines))


def _again(owner: str | None, failures: Sequence[Failure], *, to_operators: bool) -> Notice:
    title = translate_count("{count} file failed again", "{count} files failed again", len(failures))
    last = translate("{sentence} (attempt {attempt}, the last)")
    others = translate("{sentence} (attempt {attempt}, it is tried again by itself)")
    lines = [
        (last if failure.final else others).format(sentence=failure.sentence, attempt=failure.attempt)
        for failure in failures
    ]
    return Notice(owner, to_operators, title.format(count=len(failures)), _body(lines))


def _body(sentences: Sequence[str]) -> str:
    lines = [f"- {sentence}" for sentence in sentences[:MAX_NAMED]]
    if len(sentences) > MAX_NAMED:
        more = translate("And {more} more: `study-pipeline status` lists them.")
        lines.append(more.format(more=len(sentences) - MAX_NAMED))
    return "\n".join(lines)
