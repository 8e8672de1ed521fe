"""The kinds of material in words. Imports no store, since `extract` prints them too."""

from collections.abc import Mapping

from study_pipeline.language import message, translate
from study_pipeline.questions.model import MaterialKind

KIND_WORDS: Mapping[MaterialKind, str] = {
    "paper": message("paper"),
    "answer_key": message("answer key"),
    "notes": message("notes"),
    "scan": message("scan"),
}


def kind_words(kind: str | None) -> str:
    """A kind of material in words; no words for one that is not known."""
    return next((translate(words) for known, words in KIND_WORDS.items() if known == kind), "")
