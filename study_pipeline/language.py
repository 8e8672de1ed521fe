"""The language of what people read: Korean or English, asked anew whenever a sentence is made.

A sentence that is kept (the reason of a failure, in the catalog) stays in the language of the process that
wrote it; where such sentences are counted, `operations.kept_sentences` says them in one. JSON keys, status words in
JSON, setting names and logs are for programs and stay English.
"""

import functools
import gettext
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, TypeVar, get_args

Language = Literal["en", "ko"]
SentenceT = TypeVar("SentenceT", bound=str)

LANGUAGES: tuple[Language, ...] = get_args(Language)
SETTING = "STUDY_LANGUAGE"
LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")  # POSIX: the first that is set decides
DOMAIN = "study_pipeline"
CATALOGUES = Path(__file__).with_name("locale")

_END_OF_LANGUAGE = re.compile(r"[-_.@]")  # ko_KR.UTF-8


def language() -> Language:
    """The language that this process speaks now."""
    return language_of(os.environ)


def language_of(environment: Mapping[str, str]) -> Language:
    """The language that an environment asks for: by STUDY_LANGUAGE, else by its locale, else English."""
    locale = next((environment[name] for name in LOCALE_VARIABLES if environment.get(name)), "")
    return known_language(environment.get(SETTING, "")) or known_language(locale) or "en"


def known_language(asked: str) -> Language | None:
    """Which of our languages a code or the name of a locale means."""
    code = _END_OF_LANGUAGE.split(asked.strip().lower(), maxsplit=1)[0]
    return next((known for known in LANGUAGES if known == code), None)


def translate(sentence: str) -> str:
    """Say an English sentence in the language of this process.

    The sentence stands here as it is (no f-string), and is known to the catalogues (`make messages`). Values
    are put in afterwards and once: ``translate("{name} is empty.").format(name=name)``.
    """
    return catalogue(language()).gettext(sentence) if sentence else ""


def translate_count(one: str, many: str, count: int) -> str:
    """The same where a number decides the form: ``translate_count("{count} page", "{count} pages", n)``."""
    return catalogue(language()).ngettext(one, many, count)


def message(sentence: SentenceT) -> SentenceT:
    """Give a sentence unchanged: a mark for the catalogues, where it is made long before it is translated."""
    return sentence


@functools.cache
def catalogue(spoken: Language) -> gettext.NullTranslations:
    """What each sentence is in a language."""
    return gettext.translation(DOMAIN, CATALOGUES, languages=[spoken], fallback=True)
