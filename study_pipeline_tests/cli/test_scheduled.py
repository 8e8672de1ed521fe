"""Work for later from the command line: put off, listed, taken back, brought forward."""

import pytest

from study_pipeline_tests.cli.conftest import ENGLISH, KOREAN, Cli, answer_of


def rows(cli: Cli) -> list[dict[str, object]]:
    found = answer_of(cli("scheduled", "--json"))["scheduled"]
    assert isinstance(found, list)
    return found


def test_an_added_file_waits_for_its_time_and_is_listed_with_it(cli: Cli):
    result = cli("add", str(ENGLISH), "--at", "2999-12-01 12:00", "--tz", "Asia/Seoul")
    assert "2999-12-01 12:00 (Asia/Seoul; 2999-12-01 03:00 UTC)" in result.stdout
    (row,) = rows(cli)
    assert (row["work"], row["at"], row["zone"]) == ("ingest", "2999-12-01T03:00:00.000+00:00", "Asia/Seoul")
    assert "(at 2999-12-01 12:00)" in cli("status").stdout
    listing = cli("scheduled").stdout
    assert str(row["id"]) in listing
    assert "ingest of 1 material" in listing


def test_what_is_taken_back_is_gone_and_its_file_is_discarded(cli: Cli):
    cli("add", str(ENGLISH), "--in", "1h")
    (row,) = rows(cli)
    assert "is cancelled" in cli("scheduled", "--cancel", str(row["id"])).stdout
    assert rows(cli) == []
    assert answer_of(cli("status", ENGLISH.name, "--json"))["status"] == "discarded"
    again = cli("scheduled", "--cancel", str(row["id"]))
    assert again.exit_code == 1
    assert "Nothing that waits has the id" in again.stderr


def test_what_is_brought_forward_is_due_now(cli: Cli):
    cli("add", str(ENGLISH), "--in", "2d")
    (row,) = rows(cli)
    assert "is due now" in cli("scheduled", "--now", str(row["id"])).stdout
    assert str(rows(cli)[0]["at"]) < str(row["at"])


def test_known_materials_vectors_and_the_graph_are_put_off_alike(cli: Cli, own_library):
    cli("process", KOREAN.name, "--in", "1h")
    cli("embed", KOREAN.name, "--in", "2h")
    cli("graph", "update", "--in", "3h")
    assert [row["work"] for row in rows(cli)] == ["ingest", "embed", "graph"]
    assert answer_of(cli("status", KOREAN.name, "--json"))["status"] == "completed"


def test_a_time_that_the_clocks_skip_is_said(cli: Cli):
    result = cli("graph", "update", "--at", "2027-03-14 02:30", "--tz", "America/New_York")
    assert "02:30 does not exist on that day" in result.stdout
    assert rows(cli)[0]["at"] == "2027-03-14T07:30:00.000+00:00"


@pytest.mark.parametrize(
    "options",
    [
        ("--in", "1h", "--at", "2999-12-01 12:00"),
        ("--tz", "Asia/Seoul"),
        ("--in", "soon"),
        ("--at", "noon"),
        ("--at", "2999-12-01 12:00", "--tz", "Mars/Olympus"),
    ],
)
def test_options_that_say_no_time_are_wrong_usage(cli: Cli, options: tuple[str, ...]):
    assert cli("graph", "update", *options).exit_code == 2


def test_nothing_that_was_put_off_is_said_so(cli: Cli):
    assert "Nothing was put off." in cli("scheduled").stdout
    assert cli("scheduled", "--cancel", "a", "--now", "b").exit_code == 2
