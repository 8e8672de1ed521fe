"""Settings: each is read, a wrong value gives one sentence, and no secret shows."""

import re
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.errors import SettingError
from study_pipeline.resources.settings.settings import Settings, read_settings
from study_pipeline.resources.settings.specs import SPECS
from study_pipeline.resources.settings.values import Secret

DATA = {"STUDY_DATA": "/srv/study"}

READ: dict[str, tuple[str, Callable[[Settings], object], object]] = {
    "STUDY_DATA": ("/elsewhere", lambda s: s.data, Path("/elsewhere")),
    "STUDY_TIMEZONE": ("America/New_York", lambda s: s.timezone, ZoneInfo("America/New_York")),
    "STUDY_POSTGRES_URL": (
        "postgresql+psycopg2://u:p@h/db",
        lambda s: (s.postgres_url.reveal(), s.catalog_url, s.dagster.name),
        (*["postgresql+psycopg2://u:p@h/db"] * 2, "dagster-postgres"),
    ),
    "STUDY_CATALOG_URL": ("postgresql://h/db", lambda s: s.catalog_url, "postgresql://h/db"),
    "STUDY_BANK_URI": ("s3://bucket/bank", lambda s: s.bank_uri, "s3://bucket/bank"),
    "STUDY_SETTLE_SECONDS": ("0.5", lambda s: s.settle_seconds, 0.5),
    "STUDY_STALLED_SECONDS": ("60", lambda s: s.stalled_seconds, 60),
    "STUDY_WORKERS": ("3", lambda s: s.workers, 3),
    "STUDY_PDF_TIMEOUT_SECONDS": ("7.5", lambda s: s.pdf_timeout_seconds, 7.5),
    "STUDY_PDF_MEMORY_MB": ("512", lambda s: s.pdf_memory_mb, 512),
    "STUDY_OCR": ("off", lambda s: s.ocr_languages, ()),
    "STUDY_OCR_LANGUAGES": ("jpn+chi_tra", lambda s: s.ocr_languages, ("jpn", "chi_tra")),
    "STUDY_MAX_PAGES": ("10", lambda s: s.max_pages, 10),
    "STUDY_MAX_FILE_MB": ("11", lambda s: s.max_file_mb, 11),
    "OPENAI_API_KEY": ("sk-1", lambda s: s.openai_api_key.reveal(), "sk-1"),
    "OPENAI_BASE_URL": ("http://host/v1", lambda s: s.openai_base_url, "http://host/v1"),
    "STUDY_EMBEDDING_MODEL": ("bge-m3", lambda s: s.embedding_model, "bge-m3"),
    "STUDY_EMBEDDING_DIMENSIONS": ("256", lambda s: s.embedding_dimensions, 256),
    "STUDY_EMBEDDING_CALLS": ("2", lambda s: s.embedding_calls, 2),
    "STUDY_NOTIFY_OPERATORS": (
        "slack://a/b/c json://h",
        lambda s: [url.reveal() for url in s.notify_operators],
        ["slack://a/b/c", "json://h"],
    ),
    "STUDY_NOTIFY_OWNERS": (
        '{"kim": "mailto://k", "*": ["json://a", "json://b"]}',
        lambda s: {owner: [url.reveal() for url in urls] for owner, urls in s.notify_owners.items()},
        {"kim": ["mailto://k"], "*": ["json://a", "json://b"]},
    ),
}


def test_every_documented_setting_is_tried_here() -> None:
    assert [spec.name for spec in SPECS if spec.name != "STUDY_LANGUAGE"] == list(READ)
    assert all(spec.meaning.endswith(".") and spec.default for spec in SPECS)


@pytest.mark.parametrize("name", READ)
def test_every_setting_is_read(name: str) -> None:
    value, read, expected = READ[name]
    assert read(read_settings({**DATA, name: value})) == expected
    assert read(read_settings(DATA)) != expected


@pytest.mark.parametrize("name", [name for name in READ if name != "STUDY_DATA"])
@pytest.mark.parametrize("blank", ["", "  "])
def test_a_blank_setting_is_as_good_as_none(name: str, blank: str) -> None:
    _, read, _ = READ[name]
    assert read(read_settings({**DATA, name: blank})) == read(read_settings(DATA))


def test_the_defaults_are_those_that_are_documented() -> None:
    defaults = {spec.name: spec.default for spec in SPECS}
    settings = read_settings(DATA)
    assert settings.catalog_url == "sqlite:////srv/study/catalog.db"
    assert settings.bank_uri == "/srv/study/lancedb"
    for name in (
        "STUDY_SETTLE_SECONDS",
        "STUDY_PDF_TIMEOUT_SECONDS",
        "STUDY_PDF_MEMORY_MB",
        "STUDY_MAX_PAGES",
        "STUDY_MAX_FILE_MB",
    ):
        assert float(defaults[name]) == READ[name][1](settings)
    assert settings.embedding_model in defaults["STUDY_EMBEDDING_MODEL"]
    assert settings.openai_api_key.reveal() is None
    assert settings.openai_base_url is settings.embedding_dimensions is None


def test_everything_that_fills_up_lies_below_the_data_folder() -> None:
    settings = read_settings(DATA)
    for folder in (
        settings.uploads,
        settings.store,
        settings.trash,
        settings.graph,
        settings.dagster,
        settings.reports,
    ):
        assert folder.parent == settings.data


def test_a_process_that_was_not_told_its_folder_stops() -> None:
    with pytest.raises(SettingError, match=r"^STUDY_DATA is not set"):
        read_settings({})
    assert read_settings({}, default_data=Path("/d")).data == Path("/d")
    assert read_settings(DATA, default_data=Path("/d")).data == Path("/srv/study")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("STUDY_DATA", "data", "STUDY_DATA must be an absolute path, but is 'data'."),
        ("STUDY_WORKERS", "many", "STUDY_WORKERS must be a number, but is 'many'."),
        ("STUDY_WORKERS", "0", "STUDY_WORKERS must lie between 1 and 999999999, but is '0'."),
        ("STUDY_WORKERS", "2.5", "STUDY_WORKERS must be a whole number, but is 2.5."),
        ("STUDY_OCR", "yes", "STUDY_OCR must be auto or off, but is 'yes'."),
        (
            "STUDY_OCR_LANGUAGES",
            "-c x",
            "STUDY_OCR_LANGUAGES must be languages as tesseract names them, such as kor+eng, but is '-c x'.",
        ),
        ("STUDY_MAX_PAGES", "1e99", "STUDY_MAX_PAGES must lie between 1 and 999999999, but is '1e99'."),
        ("STUDY_SETTLE_SECONDS", "-1", "STUDY_SETTLE_SECONDS must lie between 0 and 999999999, but is '-1'."),
        (
            "STUDY_SETTLE_SECONDS",
            "nan",
            "STUDY_SETTLE_SECONDS must lie between 0 and 999999999, but is 'nan'.",
        ),
        ("STUDY_PDF_MEMORY_MB", "64", "STUDY_PDF_MEMORY_MB must lie between 256 and 999999999, but is '64'."),
        (
            "STUDY_EMBEDDING_DIMENSIONS",
            "inf",
            "STUDY_EMBEDDING_DIMENSIONS must lie between 0 and 999999999, but is 'inf'.",
        ),
        (
            "STUDY_TIMEZONE",
            "../etc",
            "STUDY_TIMEZONE must be a time zone such as Asia/Seoul, but is '../etc'.",
        ),
        ("STUDY_TIMEZONE", "Seoul", "STUDY_TIMEZONE must be a time zone such as Asia/Seoul, but is 'Seoul'."),
        ("OPENAI_BASE_URL", "localhost:8000", "OPENAI_BASE_URL must begin with http:// or https://."),
    ],
)
def test_a_wrong_value_is_refused_in_one_sentence(name: str, value: str, sentence: str) -> None:
    with pytest.raises(SettingError, match=f"^{re.escape(sentence)}$"):
        read_settings({**DATA, name: value})


numbers = [name for name, (_, _, expected) in READ.items() if isinstance(expected, int | float)]


@given(name=st.sampled_from(numbers), value=st.text())
def test_whatever_stands_in_a_number_is_read_or_refused_with_its_name(name: str, value: str) -> None:
    sentence = ""
    try:
        read_settings({**DATA, name: value})
    except SettingError as error:
        sentence = str(error)
    assert sentence == "" or sentence.startswith(f"{name} must ")


@pytest.mark.parametrize("url", ["catalog.db", "nosuchdb://host/x", "postgresql+nodriver://u:secret@h/d"])
def test_a_catalog_url_that_leads_nowhere_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(SettingError, match=r"^STUDY_CATALOG_URL is not a URL that can be used") as caught:
        Catalog.open(url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgres://u:secret@h/d",
        "postgresql://u:secret@h/d",
        "postgresql+psycopg2://u:pass@secret@h/d",
        "postgresql+psycopg2://",
        "secret",
    ],
)
def test_a_postgresql_url_that_cannot_be_meant_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(SettingError, match=r"^STUDY_POSTGRES_URL must be written as postgresql") as caught:
        read_settings({**DATA, "STUDY_POSTGRES_URL": url})
    assert "secret" not in str(caught.value)
    assert "%40 for an @" in str(caught.value)


@pytest.mark.parametrize(
    "said", ["no json s3cret", '["s3cret"]', '{"kim": 3, "lee": "s3cret"}', '{"kim": [""]}']
)
def test_owners_addresses_that_cannot_be_read_are_one_sentence_without_them(said: str) -> None:
    with pytest.raises(SettingError) as caught:
        read_settings({**DATA, "STUDY_NOTIFY_OWNERS": said})
    assert str(caught.value) == (
        'STUDY_NOTIFY_OWNERS must be JSON that gives each owner a URL or a list of them: {"OWNER": "URL"}.'
    )
    assert "s3cret" not in repr(read_settings({**DATA, "STUDY_NOTIFY_OWNERS": '{"kim": "s3cret"}'}))


def test_no_secret_shows_when_settings_are_printed() -> None:
    settings = read_settings(
        {
            **DATA,
            "OPENAI_API_KEY": "sk-hidden",
            "STUDY_POSTGRES_URL": "postgresql+psycopg2://user:hidden@host/study",
        }
    )
    shown = f"{settings!r} {settings} {settings.openai_api_key} {settings.openai_api_key!r:>20}"
    assert "hidden" not in shown
    assert "Secret(set)" in shown
    assert {f.name for f in fields(Settings) if not f.repr} == {"catalog_url"}
    assert repr(Secret(None)) == repr(Secret("")) == "Secret(none)"
