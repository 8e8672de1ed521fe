"""Files that the upload folder shows and that cannot be taken: remembered for `status`, and said once in a log."""

from collections.abc import Collection

from sqlalchemy import Engine

from study_pipeline.language import translate
from study_pipeline.resources.catalog.waiting import Reason, WaitingFile, mark_told, note_waiting
from study_pipeline.resources.files.upload_folder import MAX_DEPTH, UnreadFolder


def note_what_waits(
    engine: Engine,
    *,
    settling: Collection[str],
    without_pdf: Collection[str],
    unread: Collection[UnreadFolder],
    stalled_seconds: float,
) -> list[str]:
    """Remember what waits; give the sentences that no log has said yet."""
    reasons: dict[str, Reason] = dict.fromkeys(settling, "settling")
    reasons |= dict.fromkeys(without_pdf, "no_pdf")
    reasons |= {folder.path: "deep_folder" if folder.too_deep else "unread_folder" for folder in unread}
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
    return file.reason != "settling" or file.seconds >= stalled_seconds


def sentence_about(file: WaitingFile) -> str:
    """What is the matter with a file that waits, in one sentence."""
    if file.reason == "no_pdf":
        return translate(
            "{path} has no PDF beside it: give it the name of its PDF, with .yaml at the end."
        ).format(path=file.path)
    if file.reason == "unread_folder":
        return translate(
            "The folder {path} cannot be read: give the account that runs the pipeline the right to read it, "
            "or see to its disk; what is in it waits."
        ).format(path=file.path)
    if file.reason == "deep_folder":
        return translate(
            "The folder {path} lies more than {max_depth} folders deep and is not looked into: move it up."
        ).format(path=file.path, max_depth=MAX_DEPTH)
    return translate(
        "{path} has been arriving for {minutes} minutes and is not complete: look whether its copy still goes on."
    ).format(path=file.path, minutes=int(file.seconds // 60))
