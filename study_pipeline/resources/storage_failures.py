"""What an error of the disk means: whose it is, and the sentence for the person whose PDF it stopped."""

import errno
from pathlib import Path

from study_pipeline.language import translate
from study_pipeline.materials import errors
from study_pipeline.materials.errors import UnreadableMaterial
from study_pipeline.resources.errors import PermanentError

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# how those are written, where a library gives text only
FULL_WORDS = ("no space left", "file too large", "quota exceeded")


def is_of(path: Path, error: OSError) -> bool:
    """Whether the error is about this very file."""
    return error.filename is not None and Path(error.filename) == path


def is_full(error: OSError) -> bool:
    """Whether there is no room, on the disk or for this account."""
    return error.errno in FULL


def reading_refusal(error: OSError) -> UnreadableMaterial:
    """Why a PDF's bytes could not be had."""
    return errors.may_not_be_read() if isinstance(error, PermissionError) else errors.disk_error()


def saving_refusal(error: OSError) -> UnreadableMaterial:
    """Why what was read from a PDF could not be kept."""
    return errors.no_room_to_save() if is_full(error) else errors.cannot_be_saved()


def says_full(reason: str) -> bool:
    """Whether the text of an error says that there is no room."""
    return any(words in reason.lower() for words in FULL_WORDS)


def bank_full() -> PermanentError:
    """The question bank takes no more; each of its commits is whole or not there."""
    return PermanentError(
        translate(
            "The question bank cannot be written, because its disk is full: make room, then process it again."
        )
    )


def catalog_full() -> PermanentError:
    """The catalog takes no more; each of its transactions is whole or not there."""
    return PermanentError(
        translate(
            "The catalog cannot be written, because its disk is full: make room; no upload is lost, and new ones "
            "are taken by themselves then."
        )
    )


def catalog_failure(name: str) -> PermanentError | None:
    """What an error of SQLite means, by its name; None for one that is not about the disk."""
    if name == "SQLITE_FULL":
        return catalog_full()
    if name.startswith(("SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN")):
        return PermanentError(
            translate(
                "The catalog cannot be read or written ({reason}): see to its disk and its rights; no upload is lost."
            ).format(reason=name)
        )
    return None


def unwritable(directory: Path, error: OSError) -> PermanentError:
    """The failure of everything that would be written there."""
    return PermanentError(
        translate(
            "The data folder {directory} cannot be written ({reason}): give the account that runs the pipeline "
            "the right to write there, or see to its disk; no upload is lost."
        ).format(directory=directory, reason=error.strerror or error)
    )
