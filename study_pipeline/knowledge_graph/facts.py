"""What each material and question said by itself, as the graph remembers it between updates."""

from dataclasses import dataclass
from typing import Literal

Place = Literal["stem", "option", "passage"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept that a question names, and where it does so first.

    ``surface`` is the phrase as printed. ``option`` counts from 1, and is set only where ``place`` is that.
    ``alias`` is what stands in brackets after the phrase, as in 한글(ENG). ``is_weak`` marks a short word
    that may be an everyday one: a question alone does not make it a concept.
    """

    concept: str
    surface: str
    language: str
    place: Place
    option: int | None = None
    alias: str | None = None
    is_weak: bool = False


@dataclass(frozen=True, slots=True)
class QuestionFacts:
    """``passage`` names the passage that questions share, over all materials; None without one."""

    id: str
    material: str
    number: str
    section: str | None
    label: str
    language: str | None
    passage: str | None
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class MaterialFacts:
    """``rules`` is the version of the concept rules that read this material's questions."""

    id: str
    title: str
    fingerprint: str
    rules: str
