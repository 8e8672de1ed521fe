"""Answers printed as a string: for a range of numbers (``1-5: 3 1 4 2 5``), in turn with numbers, or alone."""

import re
from dataclasses import dataclass
from itertools import pairwise

RANGE = re.compile(
    r"(?<!\d)0*(?P<a>[1-9]\d{0,2})\s*번?\s*[~～∼〜\-–—]\s*0*(?P<b>[1-9]\d{0,2})\s*번?\s*[.:：)\]]?\s*"
)
MAX_RANGE = 30  # answers in one string
_ALPHABETS = ("①-⑩", "1-5", "A-E", "a-e")
MIN_COUNTED = 5  # ``1 3 2 1 3 4 4 2 5 3``: numbers that count up in every other place
SEQUENCE = re.compile("|".join(f"(?:[{letters}][ ,，]{{0,3}}){{3,200}}" for letters in _ALPHABETS))
LABELS = re.compile("|".join(f"[{letters}]" for letters in _ALPHABETS))


@dataclass(frozen=True, slots=True)
class RangeAnswers:
    """The answers of a range; ``end`` is where its text ends."""

    answers: list[tuple[str, str]]
    end: int


def range_at(text: str, place: int) -> RangeAnswers | None:
    """The range of numbers with exactly as many answers that begins at ``place``, if one does."""
    heading = RANGE.match(text, place)
    if heading is None:
        return None
    first, last = int(heading["a"]), int(heading["b"])
    count = last - first + 1
    if not 1 < count <= MAX_RANGE:
        return None
    for letters in _ALPHABETS:
        labels = re.compile(
            rf"(?:[{letters}][\s,，·.]{{0,3}}){{{count - 1}}}[{letters}](?!\w)[\s,，;；/|]{{0,3}}"
        )
        found = labels.match(text, heading.end())
        if found is not None:
            answers = [(str(first + i), label) for i, label in enumerate(LABELS.findall(found[0]))]
            return RangeAnswers(answers, found.end())
    return None


def counted_digits(text: str) -> list[tuple[str, str]]:
    """Numbers and answers in turn without a sign between them, as far as the numbers leave no doubt."""
    words = text.split()
    if len(words) < 2 * MIN_COUNTED or len(words) % 2 or not all(map(str.isdecimal, words)):
        return []
    numbers, answers = words[::2], words[1::2]
    if any(len(number) > 3 for number in numbers) or any(answer not in "12345" for answer in answers):
        return []
    if any(int(b) != int(a) + 1 for a, b in pairwise(numbers)):
        return []
    return list(zip(numbers, answers, strict=True))


def as_sequence(text: str) -> list[str]:
    """The labels of one kind that ``text`` is nothing but; a number of its own (``정답: 314``) looks the same."""
    text = text.strip(" .)]）】>")
    return LABELS.findall(text) if SEQUENCE.fullmatch(text) else []
