"""The flags of a question in words."""

from study_pipeline.language import message, translate

FLAG_WORDS = {
    "option_missing": message("fewer options than usual"),
    "option_empty": message("an option without text"),
    "duplicate_label": message("two options with one label"),
    "number_gap": message("a number before it is missing"),
    "number_repeats": message("its number comes twice"),
    "text_after_options": message("text after its options"),
    "formula_lost": message("a formula that cannot be read"),
    "formula_flattened": message("a formula without its structure"),
    "stem_empty": message("no stem"),
    "stem_long": message("a very long stem"),
    "does_not_ask": message("asks nothing"),
    "passage_not_closed": message("its passage is announced for more questions"),
    "key_ambiguous": message("the answer key says several things of it"),
    "key_all_credit": message("any answer counts"),
    "key_label_unknown": message("the answer key names an option that it lacks"),
    "answer_conflict": message("the answer key and the paper differ"),
}


def flag_words(flag: str) -> str:
    """A flag in words; one that has none stays as it is."""
    return translate(FLAG_WORDS[flag]) if flag in FLAG_WORDS else flag
