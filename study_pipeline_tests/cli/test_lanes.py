"""A lane is paused and resumed from the command line, and who looks is told."""

from study_pipeline_tests.cli.conftest import Cli, answer_of


def test_a_paused_lane_is_shown_until_it_is_resumed(cli: Cli, own_library):
    assert cli("pause", "low").stdout == "The lane low is paused.\n"
    assert cli("pause", "low").stdout == "The lane low was paused already.\n"
    assert "The lane low is paused since" in cli("status").stdout
    (paused,) = answer_of(cli("status", "--json"))["paused"]
    assert paused["lane"] == "low"
    findings = answer_of(cli("doctor", "--json"))["findings"]
    assert any(one["what"] == "lanes" and "low is paused" in one["found"] for one in findings)
    assert cli("resume", "low").stdout == "The lane low goes on.\n"
    assert cli("resume", "low").stdout == "The lane low was not paused.\n"
    assert "paused" not in cli("status").stdout


def test_only_a_lane_can_be_paused(cli: Cli):
    assert cli("pause", "fast").exit_code == 2
