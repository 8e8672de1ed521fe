"""The environment variables that an installation may set, as the README and `doctor` list them."""

from dataclasses import dataclass

from study_pipeline.language import message


@dataclass(frozen=True, slots=True)
class SettingSpec:
    """One environment variable: its name, its default as the README prints it, and what it means.

    The value of a ``secret`` one, which may hold a password, is never shown.
    """

    name: str
    default: str
    meaning: str
    secret: bool = False


SPECS = (
    SettingSpec(
        "STUDY_DATA", message("`data/` of the project"), "Absolute path of the folder that holds everything."
    ),
    SettingSpec(
        "STUDY_LANGUAGE", message("the locale's, else `en`"), "Language of what people read: `ko` or `en`."
    ),
    SettingSpec(
        "STUDY_TIMEZONE", "`Asia/Seoul`", "Time zone of the times that people read and schedules follow."
    ),
    SettingSpec(
        "STUDY_POSTGRES_URL",
        message("none"),
        "PostgreSQL database of Dagster's history and the catalog: `postgresql+psycopg2://USER:PASSWORD@HOST/NAME`.",
        secret=True,
    ),
    SettingSpec(
        "STUDY_CATALOG_URL",
        "`STUDY_DATA/catalog.db`",
        "SQLAlchemy URL of the catalog, where it is neither of these.",
        secret=True,
    ),
    SettingSpec("STUDY_BANK_URI", "`STUDY_DATA/lancedb`", "LanceDB URI of the question bank."),
    SettingSpec("STUDY_SETTLE_SECONDS", "5", "How long an upload must be unchanged before it is taken."),
    SettingSpec("STUDY_STALLED_SECONDS", "600", "After how long an upload that still arrives is reported."),
    SettingSpec("STUDY_WORKERS", message("one per core"), "PDF worker processes."),
    SettingSpec(
        "STUDY_PDF_TIMEOUT_SECONDS", "120", "Wall limit for reading one PDF, or one page range of it."
    ),
    SettingSpec("STUDY_PDF_MEMORY_MB", "2048", "Memory limit of one PDF worker (where the system has one)."),
    SettingSpec(
        "STUDY_OCR", "auto", "`auto` reads pages without text by OCR where it is installed; `off` never does."
    ),
    SettingSpec(
        "STUDY_OCR_LANGUAGES", "kor+eng", "Their languages as tesseract names them, the likeliest first."
    ),
    SettingSpec("STUDY_MAX_PAGES", "2000", "Longest PDF taken at the door."),
    SettingSpec("STUDY_MAX_FILE_MB", "500", "Largest PDF taken at the door."),
    SettingSpec(
        "OPENAI_API_KEY",
        message("none"),
        "Key of an OpenAI-compatible server; setting it switches to that server.",
        secret=True,
    ),
    SettingSpec("OPENAI_BASE_URL", message("OpenAI's"), "Address of another OpenAI-compatible server."),
    SettingSpec("STUDY_EMBEDDING_MODEL", "`text-embedding-3-small`", "Model asked of that server."),
    SettingSpec(
        "STUDY_EMBEDDING_DIMENSIONS", message("the model's own"), "Vector length asked of that server."
    ),
    SettingSpec("STUDY_EMBEDDING_CALLS", "4", "Calls to that server at a time, of all runs together."),
    SettingSpec(
        "STUDY_NOTIFY_OPERATORS",
        message("none"),
        "Where operators are told: Apprise URLs, with spaces between.",
        secret=True,
    ),
    SettingSpec(
        "STUDY_NOTIFY_OWNERS",
        message("none"),
        'Where owners are told: `{"OWNER": "URL", "*": ["URL", "URL"]}`; `*` is everybody else.',
        secret=True,
    ),
)
