"""`add`, `process`, `embed`, `graph update`, `delete`: the verbs that change something, with the real Dagster."""

import json
import logging
import os
import pty
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from study_pipeline.cli.progress import PROGRESS_LOGGER, run_progress
from study_pipeline.ingest.services import open_services
from study_pipeline.questions.extraction import RULES_VERSION
from study_pipeline.resources.catalog.batches import RUN_LEASE
from study_pipeline.resources.catalog.leases import lease
from study_pipeline.resources.catalog.rules import note_rules
from study_pipeline.resources.settings.settings import read_settings
from study_pipeline_tests.cli.conftest import BROKEN, ENGLISH, KEY, KOREAN, Cli, answer_of


def statuses(cli: Cli) -> dict[str, str]:
    materials = answer_of(cli("status", "--json"))["materials"]
    assert isinstance(materials, list)
    return {material["file"]: material["status"] for material in materials}


def test_add_accepts_files_under_a_title_and_a_lane_with_their_key(cli: Cli):
    result = cli(
        "add",
        ENGLISH,
        "--title",
        "지구과학",
        "--priority",
        "high",
        "--owner",
        "content",
        "--answers",
        KEY,
        "--json",
    )
    assert result.exit_code == 0
    materials = answer_of(result)["materials"]
    assert isinstance(materials, list)
    assert [(m["title"], m["status"], m["lane"]) for m in materials] == [
        ("지구과학", "pending", "high"),
        (f"{ENGLISH.stem}_key", "pending", "high"),
    ]
    assert statuses(cli) == {f"high/{ENGLISH.name}": "pending", f"high/{KEY.name}": "pending"}


def test_add_names_what_it_refuses_and_takes_the_rest(cli: Cli):
    result = cli("add", KOREAN, BROKEN)
    assert result.exit_code == 1
    assert result.stderr == (
        f"Error: 1 of 2 files were refused. {BROKEN.name} is damaged or incomplete and cannot be opened: "
        "upload it again.\n"
    )
    assert statuses(cli) == {KOREAN.name: "pending", BROKEN.name: "failed"}


def test_process_takes_a_file_all_the_way_once_and_prints_only_json(cli: Cli):
    result = cli("process", ENGLISH, ENGLISH, "--json")
    assert result.exit_code == 0
    assert result.stderr == ""
    materials = answer_of(result)["materials"]
    assert isinstance(materials, list)
    assert [material["status"] for material in materials] == ["completed"]
    assert materials[0]["extracted_data"]["questions"] == 12
    again = cli("process", ENGLISH.name)
    assert again.exit_code == 0
    assert ENGLISH.name in again.stdout


def test_process_leaves_to_a_living_run_what_that_has(cli: Cli, own_library: Path):
    with open_services(read_settings({"STUDY_DATA": str(own_library), "STUDY_WORKERS": "1"})) as services:
        (material,) = services.catalog.find(KOREAN.name)
        with lease(services.catalog.engine, f"{RUN_LEASE}daemon"):
            services.catalog.start([material.id], run_id="daemon", batch_id=None)
            result = cli("process", KOREAN.name, "--json")
    assert result.exit_code == 0
    assert "Another run has 1 of them" in result.stderr
    materials = answer_of(result)["materials"]
    assert isinstance(materials, list)
    assert [one["status"] for one in materials] == ["processing"]


@pytest.mark.parametrize("verb", ["add", "process"])
def test_a_device_is_refused_before_anything_of_it_is_copied(cli: Cli, environment: Path, verb: str):
    result = cli(verb, "/dev/zero")
    assert result.exit_code == 1
    assert result.stderr == "Error: '/dev/zero' is a link, a pipe or a device: name the PDF file itself.\n"
    assert [path for path in (environment / "uploads").rglob("*") if path.is_file()] == []


def test_process_names_what_the_door_refuses_and_takes_the_rest(cli: Cli):
    result = cli("process", BROKEN, ENGLISH, "--json")
    assert result.exit_code == 1
    became = json.loads(result.stdout)["materials"]
    assert [material["status"] for material in became] == ["failed", "completed"]
    assert "damaged" in became[0]["error_message"]
    assert "1 of 2 materials failed" in result.stderr


def read_by_older_rules(data: Path) -> None:
    for read in (data / "store").glob("*.json"):
        text = read.read_text("utf-8")
        read.write_text(text.replace(f'"rules_version":{RULES_VERSION}', '"rules_version":1', 1), "utf-8")
    with open_services(read_settings({"STUDY_DATA": str(data)})) as services:
        note_rules(services.catalog.engine, [one.id for one in services.catalog.all_materials()], 1)


def test_reprocess_reads_in_one_run_what_older_rules_read(cli: Cli, own_library: Path):
    read_by_older_rules(own_library)
    assert "3 materials were read by an older version of the rules" in cli("status").stdout
    listed = cli("reprocess", "--stale", "--dry-run")
    assert "3 materials would be read again; nothing was done." in listed.stdout
    before = answer_of(cli("questions", KOREAN.name, "--json"))

    result = cli("reprocess", "--stale", "--json")

    assert result.exit_code == 0
    materials = answer_of(result)["materials"]
    assert isinstance(materials, list)
    assert [one["status"] for one in materials] == ["completed"] * 3
    assert answer_of(cli("questions", KOREAN.name, "--json")) == before
    with dg.DagsterInstance.get() as instance:
        assert instance.get_runs_count() == 1
    assert answer_of(cli("reprocess", "--stale", "--json")) == {"materials": []}
    assert "older version" not in cli("status").stdout


def test_reprocess_can_be_left_to_the_daemon_and_nothing_changes_before(cli: Cli, own_library: Path):
    read_by_older_rules(own_library)
    result = cli("reprocess", "--stale", "--in", "0m", "--json")
    assert result.exit_code == 0
    scheduled = answer_of(result)["scheduled"]
    assert isinstance(scheduled, list)
    assert [len(one["materials"]) for one in scheduled] == [3]
    assert "3 materials were read by an older version of the rules" in cli("status").stdout
    assert set(statuses(cli).values()) == {"completed", "failed"}


def test_reprocess_names_what_it_does_not_know_and_wants_one_of_two(cli: Cli, library: Path):
    unknown = cli("reprocess", KOREAN.name, "nobody.pdf")
    assert (unknown.exit_code, unknown.stdout) == (1, "")
    assert "'nobody.pdf'" in unknown.stderr
    assert cli("reprocess").exit_code == 2
    assert cli("reprocess", "--stale", KOREAN.name).exit_code == 2
    assert "damaged" in cli("reprocess", BROKEN.name).stderr


def test_embed_has_nothing_to_do_when_every_question_has_its_vector(cli: Cli, library: Path):
    assert answer_of(cli("embed", "--json")) == {"materials": []}
    assert "Every question has its vector" in cli("embed").stdout


def test_delete_removes_a_material_from_bank_catalog_and_graph_and_keeps_its_upload(
    cli: Cli, own_library: Path
):
    graph = answer_of(cli("graph", "update", "--json"))
    deleted = answer_of(cli("delete", KOREAN.name, "--json"))["deleted"]
    assert KOREAN.name not in statuses(cli)
    assert (own_library / "trash" / KOREAN.name).is_file()
    export = own_library / "all.jsonl"
    cli("export", "jsonl", export)
    assert deleted not in {json.loads(line)["material"] for line in export.read_text("utf-8").splitlines()}
    smaller = answer_of(cli("graph", "update", "--json"))
    assert int(str(smaller["version"])) == int(str(graph["version"])) + 1
    assert int(str(smaller["nodes"])) < int(str(graph["nodes"]))


def test_what_a_run_prints_meanwhile_reaches_neither_stream(capfd: pytest.CaptureFixture[str]):
    with run_progress("시작"):
        os.write(1, b"an event\n")
        os.write(2, b"another\n")
        print("a third")
        logging.getLogger(f"{PROGRESS_LOGGER}.reading").info("%d of %d read: %s", 1, 2, "paper")
    print("after")
    captured = capfd.readouterr()
    assert captured.out == "after\n"
    assert captured.err == ""


def test_a_terminal_sees_the_bar_on_standard_error_while_standard_output_stays_clean(environment: Path):
    master, slave = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "study_pipeline.cli.main", "add", str(KOREAN), str(ENGLISH), "--json"],
        stdout=subprocess.PIPE,
        stderr=slave,
        env=os.environ | {"TERM": "xterm", "COLUMNS": "100"},
    ) as process:
        os.close(slave)
        assert process.stdout is not None
        answer = json.loads(process.stdout.read())
    drawn = os.read(master, 1 << 16).decode()
    os.close(master)
    assert len(answer["materials"]) == 2
    assert "0/2" in drawn
    assert KOREAN.name in drawn
