"""Which language a text is printed in, by its script; None where the script alone cannot tell."""

import re
from functools import lru_cache

from study_pipeline.knowledge_graph.stop_words import ENGLISH_FUNCTION_WORDS

HANGUL = "가-힣ㄱ-ㅎㅏ-ㅣ"
KANA = "ぁ-ゖァ-ヺー"
HAN = "一-鿿㐀-䶿"
LATIN = "A-Za-zÀ-ÖØ-öø-ɏ"

_HANGUL_RUN = re.compile(f"[{HANGUL}]")
_KANA_RUN = re.compile(f"[{KANA}]")
_HAN_RUN = re.compile(f"[{HAN}]")
_LATIN_WORD = re.compile(f"[{LATIN}]+")
_MIN_SHARE = 0.1  # Korean and Japanese texts are full of Latin and Han terms; the reverse is rare


@lru_cache(maxsize=1024)
def language_of(text: str) -> str | None:
    """Give "ko", "ja", "zh" or "en"; None for other scripts, no words, or Latin script without English."""
    hangul, kana, han = (len(run.findall(text)) for run in (_HANGUL_RUN, _KANA_RUN, _HAN_RUN))
    latin_words = _LATIN_WORD.findall(text)
    total = hangul + kana + han + sum(map(len, latin_words))
    if not total:
        return None
    if hangul >= total * _MIN_SHARE:
        return "ko"
    if kana >= total * _MIN_SHARE:
        return "ja"
    if han >= total * _MIN_SHARE:
        return "zh"
    return "en" if _is_english(latin_words) else None


def _is_english(words: list[str]) -> bool:
    """Whether one word in eight is an English function word; a few words get the benefit of the doubt."""
    known = sum(word.lower() in ENGLISH_FUNCTION_WORDS for word in words)
    return known * 8 >= len(words) or (len(words) < 8 and all(word.isascii() for word in words))
