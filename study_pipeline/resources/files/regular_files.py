"""Opening a file that must be one: no link is followed, no pipe or device is waited for."""

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

IS_NO_FILE = (errno.ELOOP, errno.EMLINK, errno.ENXIO)  # a link, by system, or a socket


class NotAFile(FileNotFoundError):
    """There is a link, a pipe, a socket or a device in the place of the file."""


def open_regular(path: Path) -> BinaryIO:
    """Open a file for reading.

    Raises:
        NotAFile: It is something else.
        OSError: It cannot be opened.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise (_not_a_file(path) if error.errno in IS_NO_FILE else error) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise _not_a_file(path)
    return os.fdopen(descriptor, "rb")


def _not_a_file(path: Path) -> NotAFile:
    return NotAFile(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
