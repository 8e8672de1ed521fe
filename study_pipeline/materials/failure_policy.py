"""What follows a failure: one table of rules, and the decision that it gives. Clock and chance come from outside."""

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

FailureKind = Literal[
    "gone", "permanent", "database", "timeout", "rate_limit", "reader", "run_alone", "run", "other"
]
Followed = Literal["wait", "postpone", "fail", "discard", "quarantine"]
"""Tried again within the batch; by a later run; never by itself; its material is gone; it is set aside."""

LONGEST_WAIT_IN_BATCH_SECONDS = 10.0  # above it, a wait would hold a slot that other runs need
LONGEST_RETRY_AFTER_SECONDS = 86_400.0  # what a server asks for is no order
MAX_JITTER = 0.15  # so that what failed together does not come back together

QUARANTINED = "quarantined"
"""The flag of a material that is set aside."""

READER_CODES = ("reader_died", "timeout")
GONE_CODES = ("deleted",)


@dataclass(frozen=True, slots=True)
class Rule:
    """How often a kind of failure is tried, and after how long.

    ``wait_seconds`` None is n⁴ + 2 s after the nth attempt, with jitter. ``within_batch``: a short wait is spent
    in the run that failed. ``at_last`` is what follows the last attempt.
    """

    kind: FailureKind
    attempts: int
    wait_seconds: float | None = None
    within_batch: bool = True
    at_last: Followed = "fail"


RULES = (
    Rule("gone", 1, at_last="discard"),
    Rule("permanent", 1),
    Rule("database", 3, wait_seconds=5.0),
    Rule("timeout", 3, wait_seconds=10.0),
    Rule("rate_limit", 5),
    # its neighbours are done first
    Rule("reader", 3, wait_seconds=10.0, within_batch=False, at_last="quarantine"),
    # who had the run alone is to blame for its end; who shared it may be a neighbour of the one who is
    Rule("run_alone", 3, wait_seconds=10.0, within_batch=False, at_last="quarantine"),
    Rule("run", 3, wait_seconds=10.0, within_batch=False),
    Rule("other", 5),
)
"""Most specific first: a failure of several kinds follows the first that fits. The seed has the numbers."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why an attempt failed: the kinds of failure that it is, and the class under which it is counted.

    ``retry_after_seconds`` is what the other side asked for, where it did.
    """

    kinds: frozenset[FailureKind]
    exception_class: str
    retry_after_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows the ``attempt``-th of ``attempts``; ``seconds`` until the next, where there is one."""

    followed: Followed
    attempt: int
    attempts: int
    seconds: float = 0.0

    @property
    def final(self) -> bool:
        """Whether nothing tries it again by itself."""
        return self.followed not in ("wait", "postpone")


def rule_for(kinds: Collection[FailureKind]) -> Rule:
    """The rule that a failure of these kinds follows."""
    return next((rule for rule in RULES if rule.kind in kinds), RULES[-1])


def kind_of_code(code: str) -> FailureKind:
    """The kind of an `UnreadableMaterial`, by its code: asking again helps only where its reader died."""
    if code in GONE_CODES:
        return "gone"
    return "reader" if code in READER_CODES else "permanent"


def may_share_a_run(deaths: int, *, batch_size: int) -> int:
    """How many materials share a run of which so many runs died: all, then few, then each has its own.

    What kills a run of 50 is found in the third one, and costs its neighbours 15 runs instead of 50.
    """
    return (batch_size, math.isqrt(batch_size), 1)[min(deaths, 2)]


def verdict_on(cause: Cause, *, attempt: int, chance: float) -> Verdict:
    """Decide what follows the ``attempt``-th failure of this class; ``chance`` lies between 0 and 1."""
    rule = rule_for(cause.kinds)
    if attempt >= rule.attempts:
        return Verdict(rule.at_last, attempt, rule.attempts)
    seconds = _wait_seconds(rule, cause, attempt, chance)
    here = rule.within_batch and seconds <= LONGEST_WAIT_IN_BATCH_SECONDS
    return Verdict("wait" if here else "postpone", attempt, rule.attempts, seconds)


def _wait_seconds(rule: Rule, cause: Cause, attempt: int, chance: float) -> float:
    if rule.kind == "rate_limit" and cause.retry_after_seconds is not None:
        return min(cause.retry_after_seconds, LONGEST_RETRY_AFTER_SECONDS)
    if rule.wait_seconds is not None:
        return rule.wait_seconds
    return float(attempt**4 + 2) * (1.0 + MAX_JITTER * chance)
