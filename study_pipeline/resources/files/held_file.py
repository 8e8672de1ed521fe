"""Lock files: who holds one is alone at its work, and lets go of it however the process ends."""

import fcntl
import os
from pathlib import Path
from typing import TextIO


class HeldElsewhere(Exception):
    """Another holds the file; ``process_id`` is what it wrote into it."""

    def __init__(self, process_id: str) -> None:
        super().__init__(process_id)
        self.process_id = process_id


def is_held(file: Path) -> bool:
    """Whether a process holds a lock file now."""
    try:
        lock = file.open("rb")
    except FileNotFoundError:
        return False
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def hold(file: Path) -> TextIO:
    """Hold a lock file until what is returned is closed, or this process ends.

    Raises:
        HeldElsewhere: Another process holds it, or this one through another call.
    """
    lock = file.open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        with lock:
            raise HeldElsewhere(lock.read().strip()) from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock
