"""Files that the upload folder shows and that could not be taken yet, as the command line prints them."""

from collections.abc import Sequence

from study_pipeline.cli.printing import say
from study_pipeline.ingest.waiting import needs_somebody, sentence_about
from study_pipeline.language import translate, translate_count
from study_pipeline.resources.catalog.waiting import WaitingFile
from study_pipeline.resources.settings.settings import Settings

MAX_NAMED = 3


def waiting_json(file: WaitingFile, settings: Settings) -> dict[str, object]:
    """A file that waits, as `status --json` lists it."""
    needs = needs_somebody(file, stalled_seconds=settings.stalled_seconds)
    return {
        "file": file.path,
        "reason": file.reason,
        "since": file.since,
        "notice": sentence_about(file) if needs else None,
    }


def print_waiting(files: Sequence[WaitingFile], settings: Settings) -> None:
    """Print what still arrives, and a sentence for each file that somebody should look at."""
    stuck = [file for file in files if needs_somebody(file, stalled_seconds=settings.stalled_seconds)]
    arriving = [file.path for file in files if file not in stuck]
    if arriving:
        more = translate(" and others") if len(arriving) > MAX_NAMED else ""
        say(
            translate_count(
                "{count} file still arrives: {names}{more}.",
                "{count} files still arrive: {names}{more}.",
                len(arriving),
            ).format(count=len(arriving), names=", ".join(arriving[:MAX_NAMED]), more=more)
        )
    for file in stuck:
        say(sentence_about(file), style="yellow")
