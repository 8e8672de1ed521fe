"""What an error of the disk means: whose it is, and the sentence for the person whose PDF it stopped."""

import errno
from pathlib import Path

from study_pipeline.language import translate
from study_pipeline.materials import errors
from study_pipeline.materials.errors import UnreadableMaterial
from study_pipeline.resources.errors import PermanentError

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


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


def unwritable(directory: Path, error: OSError) -> PermanentError:
    """The failure of everything that would be written there."""
    return PermanentError(
        translate(
            "The data folder {directory} cannot be written ({reason}): give the account that runs the pipeline "
            "the right to write there, or see to its disk; no upload is lost."
        ).format(directory=directory, reason=error.strerror or error)
    )
