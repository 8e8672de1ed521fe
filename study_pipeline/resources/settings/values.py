"""What the text of a setting may be: numbers, web addresses, and secrets that never show themselves."""

import json
import re
import unicodedata
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from study_pipeline.language import translate
from study_pipeline.materials.moments import UnfitTime, zone_called
from study_pipeline.resources.errors import SettingError

POSTGRES = "postgresql+psycopg2://"  # the driver is named: SQLAlchemy 2.1 takes another, which Dagster does not bring
TESSERACT_LANGUAGE = re.compile(r"[A-Za-z]{3,20}(?:_[A-Za-z]{1,20}){0,3}")  # kor, chi_tra, chi_tra_vert
MAX_NUMBER = 999_999_999  # a larger setting is a slip of the keyboard


class Secret:
    """A value that never shows itself in logs, tracebacks or ``repr``."""

    __slots__ = ("_value",)

    def __init__(self, value: str | None) -> None:
        self._value = value or None

    def reveal(self) -> str | None:
        """Give the value, for the one call that needs it."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(set)" if self._value else "Secret(none)"


def text_of(environment: Mapping[str, str], name: str) -> str:
    """The setting as it is written, without the space around it; empty when it is not set."""
    return environment.get(name, "").strip()


def secrets(environment: Mapping[str, str], name: str) -> tuple[Secret, ...]:
    """Read secrets that are written with spaces between."""
    return tuple(Secret(value) for value in text_of(environment, name).split())


def secrets_by_owner(environment: Mapping[str, str], name: str) -> dict[str, tuple[Secret, ...]]:
    """Read who is told where. What is wrong is said without a value: each of them is a secret."""
    wrong = SettingError(
        translate(
            '{name} must be JSON that gives each owner a URL or a list of them: {{"OWNER": "URL"}}.'
        ).format(name=name)
    )
    try:
        said = json.loads(text_of(environment, name) or "{}")
    except ValueError:
        raise wrong from None
    if not isinstance(said, dict):
        raise wrong
    owners: dict[str, tuple[Secret, ...]] = {}
    for owner, urls in said.items():
        listed = [urls] if isinstance(urls, str) else urls
        if not isinstance(listed, list) or not all(isinstance(url, str) and url.strip() for url in listed):
            raise wrong
        owners[unicodedata.normalize("NFC", owner)] = tuple(Secret(url.strip()) for url in listed)
    return owners


def number(environment: Mapping[str, str], name: str, default: float, *, minimum: float = 0) -> float:
    """Read a number.

    Raises:
        SettingError: It is none, or too small or too large.
    """
    text = text_of(environment, name)
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        raise SettingError(
            translate("{name} must be a number, but is {value!r}.").format(name=name, value=text)
        ) from None
    if not minimum <= value <= MAX_NUMBER:
        raise SettingError(
            translate("{name} must lie between {minimum:g} and {max_number}, but is {value!r}.").format(
                name=name, minimum=minimum, max_number=MAX_NUMBER, value=text
            )
        )
    return value


def whole_number(environment: Mapping[str, str], name: str, default: int, *, minimum: int = 0) -> int:
    """Read a whole number; raises as `number` does."""
    value = number(environment, name, default, minimum=minimum)
    if value != int(value):
        raise SettingError(
            translate("{name} must be a whole number, but is {value:g}.").format(name=name, value=value)
        )
    return int(value)


def web_address(environment: Mapping[str, str], name: str) -> str | None:
    """Read an address that begins with http:// or https://."""
    text = text_of(environment, name)
    if text and not text.startswith(("http://", "https://")):
        raise SettingError(translate("{name} must begin with http:// or https://.").format(name=name))
    return text or None


def ocr_languages(environment: Mapping[str, str], switch: str, languages: str) -> tuple[str, ...]:
    """Read tesseract's names of the languages of OCR, the likeliest first; none where ``switch`` says so.

    Raises:
        SettingError: The switch is neither on nor off, or something is no such name.
    """
    said = text_of(environment, switch) or "auto"
    if said not in {"auto", "off"}:
        raise SettingError(
            translate("{name} must be auto or off, but is {value!r}.").format(name=switch, value=said)
        )
    text = text_of(environment, languages) or "kor+eng"
    names = tuple(text.split("+"))
    if not all(TESSERACT_LANGUAGE.fullmatch(name) for name in names):
        raise SettingError(
            translate(
                "{name} must be languages as tesseract names them, such as kor+eng, but is {value!r}."
            ).format(name=languages, value=text)
        )
    return names if said == "auto" else ()


def time_zone(environment: Mapping[str, str], name: str, default: str) -> ZoneInfo:
    """Read the name of a time zone, as the IANA database has it.

    Raises:
        SettingError: No zone has this name.
    """
    text = text_of(environment, name) or default
    try:
        return zone_called(text)
    except UnfitTime as error:
        raise SettingError(
            translate("{name} must be a time zone such as Asia/Seoul, but is {value!r}.").format(
                name=name, value=text
            )
        ) from error


def postgres_address(environment: Mapping[str, str], name: str) -> str | None:
    """Read the address of a PostgreSQL database. What is wrong is said without it: it may hold a password.

    Raises:
        SettingError: It is no such address, or a character of its password would be taken for a part of it.
    """
    text = text_of(environment, name)
    authority = text.removeprefix(POSTGRES).partition("/")[0]
    if text and (not text.startswith(POSTGRES) or authority.count("@") > 1 or not authority):
        raise SettingError(
            translate(
                "{name} must be written as postgresql+psycopg2://USER:PASSWORD@HOST/NAME, with %40 for an @ in the "
                "password, %2F for a /, and so on."
            ).format(name=name)
        )
    return text or None
