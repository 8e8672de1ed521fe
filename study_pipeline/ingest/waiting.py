"""Files that the upload folder shows and that cannot be taken: remembered for `status`, and said once in a log."""

from collections.abc import Collection

from sqlalchemy import Engine

from study_pipeline.language import translate
from study_pipeline.resources.catalog_waiting import Reason, WaitingFile, mark_told, note_waiting


def note_what_waits(
    engine: Engine, *, settling: Collection[str], without_pdf: Collection[str], stalled_seconds: float
) -> list[str]:
    """Remember what waits; give the sentences that no log has said yet."""
    reasons: dict[str, Reason] = dict.fromkeys(settling, "settling")
    reasons |= dict.fromkeys(without_pdf, "no_pdf")
    news = [
        file
        for file in note_waiting(engine, reasons)
        if not file.told and needs_somebody(file, stalled_seconds=stalled_seconds)
    ]
    if news:
        mark_told(engine, news)
    return [sentence_about(file) for file in news]


def needs_somebody(file: WaitingFile, *, stalled_seconds: float) -> bool:
    """Whether a person should look at a file that waits."""
    return file.reason == "no_pdf" or file.seconds >= stalled_seconds


def sentence_about(file: WaitingFile) -> str:
    """What is the matter with a file that waits, in one sentence."""
    if file.reason == "no_pdf":
        return translate(
            "{path} has no PDF beside it: give it the name of its PDF, with .yaml at the end."
        ).format(path=file.path)
    return translate(
        "{path} has been arriving for {minutes} minutes and is not complete: look whether its copy still goes on."
    ).format(path=file.path, minutes=int(file.seconds // 60))
