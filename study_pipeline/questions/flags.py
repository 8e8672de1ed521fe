"""Every machine-readable flag in one list, with its words for people. What each costs: docs/extraction.md#flags."""

from collections.abc import Mapping
from typing import Literal, get_args

from study_pipeline.language import message, translate
from study_pipeline.materials.pages.page import PageFlag

QuestionFlag = Literal[
    "option_missing",
    "option_empty",
    "duplicate_label",
    "number_gap",
    "number_repeats",
    "text_after_options",
    "characters_repaired",
    "formula_lost",
    "formula_flattened",
    "stem_empty",
    "stem_long",
    "does_not_ask",
    "passage_not_closed",
    "ocr",
    "ocr_unsure",
    "key_ocr",
    "key_ambiguous",
    "key_all_credit",
    "key_label_unknown",
    "key_names_more",
    "answer_conflict",
]
MaterialFlag = PageFlag | Literal["needs_ocr", "cut_off", "file_damaged", "text_outside_questions"]
Flag = QuestionFlag | MaterialFlag

QUESTION_FLAGS: tuple[QuestionFlag, ...] = get_args(QuestionFlag)
MATERIAL_FLAGS: tuple[MaterialFlag, ...] = tuple(
    flag for literal in get_args(MaterialFlag) for flag in get_args(literal)
)

WORDS: Mapping[Flag, str] = {
    "option_missing": message("fewer options than usual"),
    "option_empty": message("an option without text"),
    "duplicate_label": message("two options with one label"),
    "number_gap": message("a number before it is missing"),
    "number_repeats": message("its number comes twice"),
    "text_after_options": message("text after its options"),
    "characters_repaired": message("characters that the font maps wrongly, put right"),
    "formula_lost": message("a formula that cannot be read"),
    "formula_flattened": message("a formula without its structure"),
    "stem_empty": message("no stem"),
    "stem_long": message("a very long stem"),
    "does_not_ask": message("asks nothing"),
    "passage_not_closed": message("its passage is announced for more questions"),
    "ocr": message("read from a picture"),
    "ocr_unsure": message("read from a picture, an option not surely"),
    "key_ocr": message("its answer was read from a picture of the answer key"),
    "key_ambiguous": message("the answer key says several things of it"),
    "key_all_credit": message("any answer counts"),
    "key_label_unknown": message("the answer key names an option that it lacks"),
    "key_names_more": message("the answer key has a number after it that was not found"),
    "answer_conflict": message("the answer key and the paper differ"),
    "no_text": message("pages without text"),
    "unmapped_font": message("a font whose letters are unknown"),
    "formula_font": message("formulas of a formula editor"),
    "needs_ocr": message("scanned or outlined text"),
    "pages_unreadable": message("pages that could not be read, or not to their end"),
    "ocr_pages": message("pages read from their pictures"),
    "ocr_failed": message("pages whose picture could not be read"),
    "cut_off": message("the end of the file is missing"),
    "file_damaged": message("parts of the file are damaged"),
    "text_outside_questions": message("much text outside every question"),
}


def in_words(flag: str) -> str:
    """A flag in words; one that has none, since another version of the rules set it, stays as it is."""
    return next((translate(words) for known, words in WORDS.items() if known == flag), flag)
