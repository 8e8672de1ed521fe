"""Failures of the outside world, named by what the caller should do about them."""


class TransientError(Exception):
    """Worth asking again: the other side was busy, away or broke off.

    The message is one sentence in the user's words that says what to do.
    ``retry_after_seconds`` is what the other side asked for, where it did.
    """

    def __init__(self, message: str, *, retry_after_seconds: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class TimedOut(TransientError):
    """The other side did not answer in time."""


class RateLimited(TransientError):
    """The other side was asked too often."""


class Contended(TransientError):
    """Another writer was faster, or holds what is to be written."""


class RunDied(TransientError):
    """A run's process ended before its work did. ``alone``: it had this one material, so that no other is to blame."""

    def __init__(self, message: str, *, alone: bool) -> None:
        super().__init__(message)
        self.alone = alone


class RunNeverBegan(TransientError):
    """A run was asked for, and none came."""


class PermanentError(Exception):
    """Asking again cannot help: something has to be changed first.

    The message is one sentence in the user's words that says what to do.
    """


class RunStopped(PermanentError):
    """Somebody stopped a run."""


class SettingError(PermanentError):
    """A setting has a value that cannot be used."""
