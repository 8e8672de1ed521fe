"""Sentences that were kept in the language of whoever wrote them, said again in another of our languages."""

import functools
import re
from collections.abc import Mapping

from study_pipeline.language import Language, catalogue

MAX_KEPT_CHARACTERS = 1_000  # ours are shorter; what quotes more is not looked through
MIN_LITERAL_CHARACTERS = 8  # below it, as in "{name}: {problem}", a template fits anything

_FIELD = re.compile(r"\{(\w+)[^{}]*\}")


def say_again(kept: str, spoken: Language) -> str:
    """A sentence that was said in any of our languages, in this one; unchanged where nothing of ours says it.

    The value that it begins with may be cut off, as the name of a file is where a reason is counted.
    """
    if len(kept) > MAX_KEPT_CHARACTERS:
        return kept
    for english, pattern in _templates():
        found = pattern.fullmatch(kept)
        if found is not None:
            return _filled(catalogue(spoken).gettext(english), found.groupdict()).lstrip(": ")
    return kept


def _filled(said: str, values: Mapping[str, str]) -> str:
    return _FIELD.sub(lambda field: values[field[1]], said)


@functools.cache
def _templates() -> list[tuple[str, re.Pattern[str]]]:
    """How each sentence of the catalogues reads in each language, by its English; what says most comes first."""
    korean = catalogue("ko")
    known = {(english, said) for english in _sentences() for said in (english, korean.gettext(english))}
    literal = {one: len("".join(_FIELD.split(one[1])[::2]).replace(" ", "")) for one in known}
    told = (one for one in known if literal[one] >= MIN_LITERAL_CHARACTERS)
    in_order = sorted(told, key=lambda one: (-literal[one], one))
    return [(english, _pattern(said)) for english, said in in_order]


def _sentences() -> list[str]:
    """The English of every sentence with one form; gettext hands out its keys in no other way."""
    keys: Mapping[object, object] = getattr(catalogue("ko"), "_catalog", {})
    return [key for key in keys if isinstance(key, str) and key]


def _pattern(said: str) -> re.Pattern[str]:
    """What a sentence reads like, whatever its values are; one that it begins with may be missing.

    A value ends where what follows it stands first, and nothing is tried twice: values come from anybody's files.
    """
    pieces = _FIELD.split(said)
    names, literals = pieces[1::2], [re.escape(piece) for piece in pieces[2::2]]
    if names and not pieces[0]:  # what was behind the value went with it
        literals[0] = f":? ?{re.escape(pieces[2].lstrip(': '))}"
    parts = [re.escape(pieces[0])]
    for place, (name, literal) in enumerate(zip(names, literals, strict=True)):
        if name in names[:place]:
            parts.append(f"(?P={name}){literal}")
        elif place == len(names) - 1:
            parts.append(f"(?P<{name}>.*?){literal}")
        else:
            parts.append(f"(?>(?P<{name}>.*?){literal})")
    return re.compile("".join(parts), re.DOTALL)
