"""Why materials failed, and which of them were tried most often."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from study_pipeline.language import language
from study_pipeline.materials.shown_names import shown_name
from study_pipeline.operations.kept_sentences import say_again
from study_pipeline.operations.standing import Standing

MAX_REASONS = 8
MAX_REASON_CHARACTERS = 160
MAX_RETRIED = 10  # the seed's list of the most retried is ten long

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence without the name of its file, and of how many failed materials it is said."""

    sentence: str
    materials: int


@dataclass(frozen=True, slots=True)
class Tries:
    """How often a material has failed, ever."""

    material: str
    failed: int


def reasons(failed: Iterable[Standing]) -> list[Reason]:
    """The reasons of failures, most frequent first, in the language of this process.

    Neither the numbers in them tell two apart, nor the language in which each was written down.
    """
    counted: Counter[str] = Counter()
    said: dict[str, str] = {}
    for standing in failed:
        reason = reason_of(standing)
        counted[_without_numbers(reason)] += 1
        said.setdefault(_without_numbers(reason), reason)
    found: Counter[str] = Counter()
    for one, count in counted.items():
        found[_without_numbers(say_again(said[one], language()))[:MAX_REASON_CHARACTERS]] += count
    ordered = sorted(found.items(), key=lambda one: (-one[1], one[0]))
    return [Reason(sentence, count) for sentence, count in ordered[:MAX_REASONS]]


def reason_of(standing: Standing) -> str:
    """The sentence of a failure without the name of the file that it begins with."""
    sentence = standing.sentence or ""
    names = [standing.title, standing.file, standing.file.rsplit("/", 1)[-1]]
    named = [name for name in (*names, *map(shown_name, names)) if name and sentence.startswith(name)]
    return sentence.removeprefix(max(named, key=len, default="")).lstrip(": ")


def _without_numbers(sentence: str) -> str:
    return _NUMBER.sub("…", sentence)


def most_retried(tries: Sequence[Tries], standings: Iterable[Standing]) -> list[tuple[Standing, Tries]]:
    """The materials that failed more than once, most often first."""
    known = {standing.id: standing for standing in standings}
    again = [one for one in tries if one.failed > 1 and one.material in known]
    ordered = sorted(again, key=lambda one: (-one.failed, one.material))
    return [(known[one.material], one) for one in ordered[:MAX_RETRIED]]
