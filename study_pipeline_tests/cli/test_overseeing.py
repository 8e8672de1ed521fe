"""`stats`, `waiting`, `running` and `failed` over a catalog with a known history."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len
from sqlalchemy import update

from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.catalog.tables import run_progress
from study_pipeline.resources.clock import as_stored, now
from study_pipeline.resources.settings.settings import read_settings
from study_pipeline_tests.cli.conftest import Cli, answer_of
from study_pipeline_tests.operations.seeded import DAMAGED, LOCKED, RUN, WAITING, plan_again, seed

VERBS = ("stats", "waiting", "running", "failed")


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A data folder whose history ends now, and the id of each of its uploads."""
    data = tmp_path_factory.mktemp("history")
    catalog = Catalog.open(read_settings({"STUDY_DATA": str(data)}).catalog_url)
    ids = seed(catalog, now=now())
    catalog.close()
    return data, ids


@pytest.fixture
def ids(history: tuple[Path, dict[str, str]], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The id of each upload of the history, in the folder of which verbs run: those that only read."""
    data, ids = history
    monkeypatch.setenv("STUDY_DATA", str(data))
    return ids


def test_stats_answers_with_the_figures_and_names_their_zone(cli: Cli, ids: dict[str, str]):
    found = answer_of(cli("stats", "--json"))
    assert found["zone"] == "Asia/Seoul"
    assert found["materials"] == {
        "total": 14,
        "pending": 4,
        "processing": 2,
        "completed": 4,
        "failed": 3,
        "discarded": 1,
        "to_be_retried": 0,
    }
    assert found["running"] == [RUN]
    assert found["scheduled"] == 0
    assert found["failures_by_reason"] == [
        {"reason": DAMAGED, "materials": 2},
        {"reason": LOCKED, "materials": 1},
    ]
    assert [(one["file"], one["failed"]) for one in found["most_retried"]] == [("생물.pdf", 3)]
    assert len(found["hours"]) == 24
    starts = [datetime.fromisoformat(hour["start"]) for hour in found["hours"]]
    assert all(start.utcoffset() == timedelta(hours=9) and start.minute == 0 for start in starts)
    assert sum(hour["completed"] for hour in found["hours"]) == 3  # the fourth was 25 hours ago
    assert found["oldest_waiting"]["id"] == ids["low/물리.pdf"]
    assert found["oldest_waiting"]["age_seconds"] == pytest.approx(26 * 3600, abs=600)
    assert found["stored_bytes"]["catalog"] > 0
    assert found["page"] is None


def test_stats_looks_as_far_back_as_it_is_asked_to(cli: Cli, ids: dict[str, str]):
    hours = answer_of(cli("stats", "--hours", "30", "--json"))["hours"]
    assert sum(hour["completed"] for hour in hours) == 4


def test_waiting_lists_in_the_order_of_service(cli: Cli, ids: dict[str, str]):
    found = answer_of(cli("waiting", "--json"))
    assert [one["file"] for one in found["materials"]] == [
        "high/국어.pdf",
        "영어.pdf",
        "수학.pdf",
        "low/물리.pdf",
    ]
    ages = [one["age_seconds"] / 60 for one in found["materials"]]
    assert ages == [pytest.approx(WAITING[one["file"]], abs=10) for one in found["materials"]]
    assert found["files"] == []


def test_running_shows_the_stage_and_how_many_pages_of_each_are_read(cli: Cli, ids: dict[str, str]):
    (run,) = answer_of(cli("running", "--json"))["runs"]
    assert (run["run"], run["stage"], run["units_per_second"], run["seconds_left"]) == (
        RUN,
        "materials",
        2.0,
        162.0,
    )
    assert [(one["file"], one["stage"], one["page"], one["pages"]) for one in run["materials"]] == [
        ("책.pdf", "materials", 80, 400),
        ("지구과학.pdf", "materials", 0, 4),
    ]
    lines = cli("running").stdout.splitlines()
    assert lines[0].endswith("0 of 2 read, page 80 of 404, 2.0 pages/s, about 2 min left.")
    assert [line.split() for line in lines[2:]] == [
        ["materials", "80/400", "책.pdf"],
        ["materials", "0/4", "지구과학.pdf"],
    ]


def test_a_run_that_says_nothing_is_said_to_be_silent(
    cli: Cli, history: tuple[Path, dict[str, str]], environment: Path
):
    data, _ = history
    shutil.copytree(data, environment)
    catalog = Catalog.open(read_settings({"STUDY_DATA": str(environment)}).catalog_url)
    with catalog.engine.begin() as connection:
        connection.execute(update(run_progress).values(updated_at=as_stored(now() - timedelta(minutes=5))))
    catalog.close()
    assert "2 min left; nothing heard of it for 5 min." in cli("running").stdout


def test_failed_lists_the_newest_first_with_its_sentence(cli: Cli, ids: dict[str, str]):
    found = answer_of(cli("failed", "--json"))["materials"]
    assert [one["file"] for one in found] == ["high/법.pdf", "윤리.pdf", "경제.pdf"]
    assert [one["error_message"] for one in found] == [
        f"법.pdf {DAMAGED}",
        f"윤리.pdf {DAMAGED}",
        f"경제.pdf {LOCKED}",
    ]
    assert {one["attempts"] for one in found} == {1}
    assert {one["stage"] for one in found} == {"materials"}


def test_a_material_that_failed_and_was_completed_since_is_in_failed_no_more(
    cli: Cli, history: tuple[Path, dict[str, str]], environment: Path
):
    data, ids = history
    shutil.copytree(data, environment)
    catalog = Catalog.open(read_settings({"STUDY_DATA": str(environment)}).catalog_url)
    catalog.start([ids["윤리.pdf"]], run_id="again", batch_id=None)
    catalog.finish_embedding([ids["윤리.pdf"]])
    catalog.release("again")
    catalog.close()
    files = [one["file"] for one in answer_of(cli("failed", "--json"))["materials"]]
    assert files == ["high/법.pdf", "경제.pdf"]


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("verb", VERBS)
def test_what_is_printed_fits_the_terminal_in_either_language(
    cli: Cli, ids: dict[str, str], monkeypatch: pytest.MonkeyPatch, verb: str, language: str
):
    monkeypatch.setenv("STUDY_LANGUAGE", language)
    result = cli(verb, width=80)
    assert result.exit_code == 0
    assert max(map(cell_len, result.stdout.splitlines())) <= 80


@pytest.mark.parametrize(
    ("verb", "sentence"),
    [
        ("waiting", "Nothing waits."),
        ("running", "Nothing is running."),
        ("failed", "Nothing has failed that was not resolved since."),
    ],
)
def test_an_empty_installation_says_so(cli: Cli, verb: str, sentence: str):
    assert cli(verb).stdout.strip() == sentence


def test_attempts_lists_what_failed_before_and_what_followed(
    cli: Cli, history: tuple[Path, dict[str, str]], environment: Path
):
    data, ids = history
    shutil.copytree(data, environment)
    catalog = Catalog.open(read_settings({"STUDY_DATA": str(environment)}).catalog_url)
    plan_again(catalog, ids["영어.pdf"], at=now() + timedelta(hours=48))
    catalog.close()
    found = answer_of(cli("attempts", "생물.pdf", "--json"))
    assert [(one["stage"], one["error"], one["followed"], one["run"]) for one in found["attempts"]] == [
        ("embeddings", "Error", "fail", RUN)
    ] * 3
    assert found["next_attempt"] is None
    found = answer_of(cli("attempts", "영어.pdf", "--json"))
    assert [one["followed"] for one in found["attempts"]] == ["postpone", "postpone"]
    assert found["next_attempt"]["attempt"] == 2
    lines = cli("attempts", "영어.pdf", width=80).stdout.splitlines()
    assert [line.split()[2:] for line in lines if "Error" in line] == [
        ["embeddings", "tried", "again", "later", "Error"]
    ] * 2
    assert "attempt 2 of 5, next at " in lines[-1]
    assert "No attempt at 국어 has failed." in cli("attempts", "high/국어.pdf").stdout


def test_people_read_the_same_figures(cli: Cli, ids: dict[str, str]):
    lines = [line.split() for line in cli("stats").stdout.splitlines()]
    assert lines[:6] == [
        ["high", "default", "low", "total", "status"],
        ["1", "2", "1", "4", "pending"],
        ["0", "2", "0", "2", "processing"],
        ["0", "4", "0", "4", "completed"],
        ["1", "2", "0", "3", "failed"],
        ["0", "1", "0", "1", "discarded"],
    ]
    assert ["2", *DAMAGED.split()] in lines
    assert ["3", "completed", "생물.pdf"] in lines
