"""Settings: every value that an installation may change, read once from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from study_pipeline.language import SETTING, known_language, translate
from study_pipeline.resources.errors import SettingError
from study_pipeline.resources.settings.values import (
    Secret,
    number,
    ocr_languages,
    postgres_address,
    secrets,
    secrets_by_owner,
    text_of,
    time_zone,
    web_address,
    whole_number,
)

PDF_RANGE_PAGES = 40  # one worker task reads at most so many pages; research: 20-50 keeps memory flat
CATALOG_FILE = "catalog.db"
BATCH_SIZE = 50  # materials in one run; event writing per PDF stops falling above this


@dataclass(frozen=True, slots=True)
class Settings:
    """Validated settings. What may hold a secret (the key, a database's password) never shows in ``repr``."""

    data: Path
    timezone: ZoneInfo
    postgres_url: Secret
    catalog_url: str = field(repr=False)
    bank_uri: str
    settle_seconds: float
    stalled_seconds: float
    workers: int
    pdf_timeout_seconds: float
    pdf_memory_mb: int
    ocr_languages: tuple[str, ...]
    max_pages: int
    max_file_mb: int
    openai_base_url: str | None
    embedding_model: str
    embedding_dimensions: int | None
    embedding_calls: int
    openai_api_key: Secret
    notify_operators: tuple[Secret, ...]
    notify_owners: Mapping[str, tuple[Secret, ...]]

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
    def reports(self) -> Path:
        """Pages about the work itself, for people."""
        return self.data / "reports"

    @property
    def operations_page(self) -> Path:
        """The figures of the work as a page, which the asset `operations_report` writes."""
        return self.reports / "operations.html"

    @property
    def bank_folder(self) -> Path | None:
        """The folder of the question bank; None where it is in an object store."""
        return None if "://" in self.bank_uri else Path(self.bank_uri)

    @property
    def history_database(self) -> Literal["sqlite", "postgresql"]:
        """The kind of database that Dagster's history is in."""
        return "postgresql" if self.postgres_url.reveal() else "sqlite"

    @property
    def dagster(self) -> Path:
        """Where Dagster keeps its logs, and in SQLite its runs and events.

        With PostgreSQL it is another folder, so that no process ever takes one history for the other.
        """
        return self.data / ("dagster-postgres" if self.history_database == "postgresql" else "dagster")


def read_settings(environment: Mapping[str, str], *, default_data: Path | None = None) -> Settings:
    """Read and validate settings.

    ``default_data`` stands in for STUDY_DATA. Dagster's processes give none: a process that was not told its
    folder must stop, since a guessed one would open a second, empty instance.

    Raises:
        SettingError: A value is missing or cannot be used; the sentence names the setting.
    """
    data_text = text_of(environment, "STUDY_DATA") or (str(default_data) if default_data else "")
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
    asked = text_of(environment, SETTING)
    if asked and known_language(asked) is None:
        raise SettingError(
            translate("{name} must be ko or en, but is {value!r}.").format(name=SETTING, value=asked)
        )
    postgres_url = postgres_address(environment, "STUDY_POSTGRES_URL")
    return Settings(
        data=data,
        timezone=timezone_of(environment),
        postgres_url=Secret(postgres_url),
        catalog_url=text_of(environment, "STUDY_CATALOG_URL")
        or postgres_url
        or f"sqlite:///{data / CATALOG_FILE}",
        bank_uri=text_of(environment, "STUDY_BANK_URI") or str(data / "lancedb"),
        settle_seconds=number(environment, "STUDY_SETTLE_SECONDS", 5),
        stalled_seconds=number(environment, "STUDY_STALLED_SECONDS", 600),
        workers=whole_number(environment, "STUDY_WORKERS", os.cpu_count() or 1, minimum=1),
        pdf_timeout_seconds=number(environment, "STUDY_PDF_TIMEOUT_SECONDS", 120, minimum=1),
        pdf_memory_mb=whole_number(environment, "STUDY_PDF_MEMORY_MB", 2048, minimum=256),
        ocr_languages=ocr_languages(environment, "STUDY_OCR", "STUDY_OCR_LANGUAGES"),
        max_pages=whole_number(environment, "STUDY_MAX_PAGES", 2000, minimum=1),
        max_file_mb=whole_number(environment, "STUDY_MAX_FILE_MB", 500, minimum=1),
        openai_base_url=web_address(environment, "OPENAI_BASE_URL"),
        embedding_model=text_of(environment, "STUDY_EMBEDDING_MODEL") or "text-embedding-3-small",
        embedding_dimensions=whole_number(environment, "STUDY_EMBEDDING_DIMENSIONS", 0) or None,
        embedding_calls=whole_number(environment, "STUDY_EMBEDDING_CALLS", 4, minimum=1),
        openai_api_key=Secret(text_of(environment, "OPENAI_API_KEY")),
        notify_operators=secrets(environment, "STUDY_NOTIFY_OPERATORS"),
        notify_owners=secrets_by_owner(environment, "STUDY_NOTIFY_OWNERS"),
    )


def timezone_of(environment: Mapping[str, str]) -> ZoneInfo:
    """The time zone that people read and schedules follow; it alone can be read where no folder is known yet.

    Raises:
        SettingError: There is no such zone.
    """
    return time_zone(environment, "STUDY_TIMEZONE", "Asia/Seoul")
