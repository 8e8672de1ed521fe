"""Settings: every value that an installation may change, read once from the environment."""

import json
import os
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from study_pipeline.language import SETTING, known_language, message, translate
from study_pipeline.resources.errors import PermanentError


@dataclass(frozen=True, slots=True)
class SettingSpec:
    """One environment variable: its name, its default as the README prints it, and what it means."""

    name: str
    default: str
    meaning: str


SPECS = (
    SettingSpec(
        "STUDY_DATA", message("`data/` of the project"), "Absolute path of the folder that holds everything."
    ),
    SettingSpec(
        "STUDY_LANGUAGE", message("the locale's, else `en`"), "Language of what people read: `ko` or `en`."
    ),
    SettingSpec("STUDY_CATALOG_URL", "`STUDY_DATA/catalog.db`", "SQLAlchemy URL of the catalog."),
    SettingSpec("STUDY_BANK_URI", "`STUDY_DATA/lancedb`", "LanceDB URI of the question bank."),
    SettingSpec("STUDY_SETTLE_SECONDS", "5", "How long an upload must be unchanged before it is taken."),
    SettingSpec("STUDY_STALLED_SECONDS", "600", "After how long an upload that still arrives is reported."),
    SettingSpec("STUDY_WORKERS", message("one per core"), "PDF worker processes."),
    SettingSpec(
        "STUDY_PDF_TIMEOUT_SECONDS", "120", "Wall limit for reading one PDF, or one page range of it."
    ),
    SettingSpec("STUDY_PDF_MEMORY_MB", "2048", "Memory limit of one PDF worker (where the system has one)."),
    SettingSpec("STUDY_MAX_PAGES", "2000", "Longest PDF taken at the door."),
    SettingSpec("STUDY_MAX_FILE_MB", "500", "Largest PDF taken at the door."),
    SettingSpec(
        "OPENAI_API_KEY",
        message("none"),
        "Key of an OpenAI-compatible server; setting it switches to that server.",
    ),
    SettingSpec("OPENAI_BASE_URL", message("OpenAI's"), "Address of another OpenAI-compatible server."),
    SettingSpec("STUDY_EMBEDDING_MODEL", "`text-embedding-3-small`", "Model asked of that server."),
    SettingSpec(
        "STUDY_EMBEDDING_DIMENSIONS", message("the model's own"), "Vector length asked of that server."
    ),
    SettingSpec(
        "STUDY_NOTIFY_OPERATORS",
        message("none"),
        "Where operators are told: Apprise URLs, with spaces between.",
    ),
    SettingSpec(
        "STUDY_NOTIFY_OWNERS",
        message("none"),
        'Where owners are told: `{"OWNER": "URL", "*": ["URL", "URL"]}`; `*` is everybody else.',
    ),
)

PDF_RANGE_PAGES = 40  # one worker task reads at most so many pages; research: 20-50 keeps memory flat
BATCH_SIZE = 50  # materials in one run; event writing per PDF stops falling above this
MAX_NUMBER = 999_999_999  # a larger setting is a slip of the keyboard


class SettingError(PermanentError):
    """A setting has a value that cannot be used."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Validated settings. What may hold a secret (the key, a database's password) never shows in ``repr``."""

    data: Path
    catalog_url: str = field(repr=False)
    bank_uri: str
    settle_seconds: float
    stalled_seconds: float
    workers: int
    pdf_timeout_seconds: float
    pdf_memory_mb: int
    max_pages: int
    max_file_mb: int
    openai_base_url: str | None
    embedding_model: str
    embedding_dimensions: int | None
    openai_api_key: "Secret"
    notify_operators: "tuple[Secret, ...]"
    notify_owners: "Mapping[str, tuple[Secret, ...]]"

    @property
    def uploads(self) -> Path:
        """The folder that people drop PDFs into."""
        return self.data / "uploads"

    @property
    def store(self) -> Path:
        """Accepted bytes and what was read from them, by content hash."""
        return self.data / "store"

    @property
    def trash(self) -> Path:
        """Where the uploads of deleted materials go."""
        return self.data / "trash"

    @property
    def graph(self) -> Path:
        """Versions of the knowledge graph's Parquet tables."""
        return self.data / "graph"

    @property
    def dagster(self) -> Path:
        """Where the embedded Dagster instance keeps runs, events and logs."""
        return self.data / "dagster"


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


def read_settings(environment: Mapping[str, str], *, default_data: Path | None = None) -> Settings:
    """Read and validate settings.

    ``default_data`` stands in for STUDY_DATA. Dagster's processes give none: a process that was not told its
    folder must stop, since a guessed one would open a second, empty instance.

    Raises:
        SettingError: A value is missing or cannot be used; the sentence names the setting.
    """
    data_text = _text(environment, "STUDY_DATA") or (str(default_data) if default_data else "")
    if not data_text:
        raise SettingError(
            translate(
                'STUDY_DATA is not set, so the data folder is unknown: run eval "$(study-pipeline env)" '
                "first."
            )
        )
    data = Path(data_text)
    if not data.is_absolute():
        raise SettingError(
            translate("STUDY_DATA must be an absolute path, but is {value!r}.").format(value=data_text)
        )
    asked = _text(environment, SETTING)
    if asked and known_language(asked) is None:
        raise SettingError(
            translate("{name} must be ko or en, but is {value!r}.").format(name=SETTING, value=asked)
        )
    return Settings(
        data=data,
        catalog_url=_text(environment, "STUDY_CATALOG_URL") or f"sqlite:///{data / 'catalog.db'}",
        bank_uri=_text(environment, "STUDY_BANK_URI") or str(data / "lancedb"),
        settle_seconds=_number(environment, "STUDY_SETTLE_SECONDS", 5),
        stalled_seconds=_number(environment, "STUDY_STALLED_SECONDS", 600),
        workers=_whole(environment, "STUDY_WORKERS", os.cpu_count() or 1, minimum=1),
        pdf_timeout_seconds=_number(environment, "STUDY_PDF_TIMEOUT_SECONDS", 120, minimum=1),
        pdf_memory_mb=_whole(environment, "STUDY_PDF_MEMORY_MB", 2048, minimum=256),
        max_pages=_whole(environment, "STUDY_MAX_PAGES", 2000, minimum=1),
        max_file_mb=_whole(environment, "STUDY_MAX_FILE_MB", 500, minimum=1),
        openai_base_url=_web_address(environment, "OPENAI_BASE_URL"),
        embedding_model=_text(environment, "STUDY_EMBEDDING_MODEL") or "text-embedding-3-small",
        embedding_dimensions=_whole(environment, "STUDY_EMBEDDING_DIMENSIONS", 0) or None,
        openai_api_key=Secret(_text(environment, "OPENAI_API_KEY")),
        notify_operators=_secrets(_text(environment, "STUDY_NOTIFY_OPERATORS").split()),
        notify_owners=_owners(environment, "STUDY_NOTIFY_OWNERS"),
    )


def _secrets(values: Sequence[str]) -> tuple[Secret, ...]:
    return tuple(Secret(value) for value in values)


def _owners(environment: Mapping[str, str], name: str) -> dict[str, tuple[Secret, ...]]:
    """Read who is told where. What is wrong is said without a value: each of them is a secret."""
    wrong = SettingError(
        translate(
            '{name} must be JSON that gives each owner a URL or a list of them: {{"OWNER": "URL"}}.'
        ).format(name=name)
    )
    try:
        said = json.loads(_text(environment, name) or "{}")
    except ValueError:
        raise wrong from None
    if not isinstance(said, dict):
        raise wrong
    owners: dict[str, tuple[Secret, ...]] = {}
    for owner, urls in said.items():
        listed = [urls] if isinstance(urls, str) else urls
        if not isinstance(listed, list) or not all(isinstance(url, str) and url.strip() for url in listed):
            raise wrong
        owners[unicodedata.normalize("NFC", owner)] = _secrets([url.strip() for url in listed])
    return owners


def _text(environment: Mapping[str, str], name: str) -> str:
    return environment.get(name, "").strip()


def _number(environment: Mapping[str, str], name: str, default: float, *, minimum: float = 0) -> float:
    text = _text(environment, name)
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


def _whole(environment: Mapping[str, str], name: str, default: int, *, minimum: int = 0) -> int:
    value = _number(environment, name, default, minimum=minimum)
    if value != int(value):
        raise SettingError(
            translate("{name} must be a whole number, but is {value:g}.").format(name=name, value=value)
        )
    return int(value)


def _web_address(environment: Mapping[str, str], name: str) -> str | None:
    text = _text(environment, name)
    if text and not text.startswith(("http://", "https://")):
        raise SettingError(translate("{name} must begin with http:// or https://.").format(name=name))
    return text or None
