"""Failures of an OpenAI-compatible server, as the two errors that say whether asking again helps."""

import json
import math
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from study_pipeline.language import translate
from study_pipeline.resources.clock import now
from study_pipeline.resources.errors import PermanentError, RateLimited, TimedOut, TransientError

if TYPE_CHECKING:
    import openai

MAX_REASON_CHARACTERS = 200
QUOTA_CODE = "insufficient_quota"  # OpenAI says 429 for an empty account, where waiting does not help
TRANSIENT_STATUSES = {408, 409, 429}  # and every 5xx
_TRANSIENT_CLASSES = {408: TimedOut, 429: RateLimited, 504: TimedOut}


@contextmanager
def failures_in_our_words(server: str, *, secret: str | None) -> Iterator[None]:
    """Turn the ``openai`` client's failures into ours.

    The client's exceptions are not chained: they carry the request, and a server may repeat the key.
    ``server`` begins the sentence; ``secret`` is blacked out in it.

    Raises:
        TransientError: Busy, away, or broken off.
        PermanentError: Refused.
    """
    import openai  # takes 0.4 s, which other commands must not wait for
    import pydantic  # comes with it

    try:
        yield
    except openai.APITimeoutError:
        raise TimedOut(
            translate("{server} did not answer in time: try again later.").format(server=server)
        ) from None
    except openai.APIConnectionError as error:
        reason = _reason(str(error.__cause__ or error), secret)
        raise TransientError(
            translate(
                "{server} cannot be reached: check that it runs and that OPENAI_BASE_URL is right ({reason})."
            ).format(server=server, reason=reason)
        ) from None
    except openai.APIStatusError as error:
        raise _of_status(server, error, secret) from None
    except (
        openai.APIResponseValidationError,
        pydantic.ValidationError,
        json.JSONDecodeError,
        UnicodeDecodeError,
    ):
        # a reply that was cut short reaches us as pydantic's error, not as the client's
        raise TransientError(
            translate("{server} sent an answer that breaks off or is not JSON: try again.").format(
                server=server
            )
        ) from None
    except OverflowError:  # JSON knows integers of any size
        raise PermanentError(
            translate("{server} gave a number that is too large: check OPENAI_BASE_URL.").format(
                server=server
            )
        ) from None
    except openai.OpenAIError as error:
        raise PermanentError(
            translate("{server} cannot be asked: {reason}.").format(
                server=server, reason=_reason(str(error), secret)
            )
        ) from None


def _of_status(
    server: str, error: "openai.APIStatusError", secret: str | None
) -> TransientError | PermanentError:
    status, reason = error.status_code, _reason(error.message, secret)
    if error.code == QUOTA_CODE:
        return PermanentError(
            translate("{server} says that the account's quota is used up: add credit ({reason}).").format(
                server=server, reason=reason
            )
        )
    if status in TRANSIENT_STATUSES or status >= 500:
        seconds = _retry_after_seconds(error.response.headers.get("retry-after"))
        failure = _TRANSIENT_CLASSES.get(status, TransientError)
        return failure(
            translate("{server} is busy or broken (HTTP {status}): try again later ({reason}).").format(
                server=server, status=status, reason=reason
            ),
            retry_after_seconds=seconds,
        )
    if status in (401, 403):
        return PermanentError(
            translate("{server} does not accept the key: check OPENAI_API_KEY ({reason}).").format(
                server=server, reason=reason
            )
        )
    if status == 404:
        return PermanentError(
            translate(
                "{server} does not know the model or the address: check STUDY_EMBEDDING_MODEL and "
                "OPENAI_BASE_URL ({reason})."
            ).format(server=server, reason=reason)
        )
    return PermanentError(
        translate("{server} refuses the request (HTTP {status}): {reason}.").format(
            server=server, status=status, reason=reason
        )
    )


def _retry_after_seconds(header: str | None) -> float | None:
    """How long the server asks to wait: it says so in seconds, or as a date."""
    try:
        seconds = float(header or "")
    except ValueError:
        seconds = _seconds_until(header or "")
    return max(seconds, 0.0) if math.isfinite(seconds) else None


def _seconds_until(date: str) -> float:
    """Seconds until an HTTP date; not a number where it is none."""
    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        return math.nan
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now().timestamp()


def _reason(message: str, secret: str | None) -> str:
    """The server's words on one short line, without the key."""
    if secret:
        message = message.replace(secret, "***")
    return " ".join(message.split())[:MAX_REASON_CHARACTERS].rstrip(".")
