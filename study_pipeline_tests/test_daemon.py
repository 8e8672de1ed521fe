"""The whole thing as a person runs it: `study-pipeline run` with the real daemon, UI, stores and samples."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from study_pipeline.definitions import defs
from study_pipeline.defs.launcher import WatchedRunLauncher
from study_pipeline_tests.defs.test_graphql import QUERIES
from study_pipeline_tests.installation import (
    ENDED_SECONDS,
    Installation,
    free_port,
    lives,
    running_installation,
)

STOP_SECONDS = 15
SLOW_PAGES = 300


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with running_installation(tmp_path_factory.mktemp("installation")) as installation:
        yield installation


def test_every_sample_ends_as_it_should(running: Installation) -> None:
    assert running.statuses() == {"completed": 5, "failed": 1}
    (broken,) = [row for row in running.materials().values() if row["status"] == "failed"]
    assert "damaged or incomplete" in str(broken["error_message"])


def test_graphql_and_the_command_line_tell_the_same(running: Installation) -> None:
    nodes = running.graphql(
        "{ assetNodes { assetKey { path } partitionStats { numMaterialized numFailed } } }"
    )
    stats = {node["assetKey"]["path"][0]: node["partitionStats"] for node in nodes["assetNodes"]}  # type: ignore[attr-defined]
    completed = running.statuses()["completed"]
    for asset in ("materials", "questions", "embeddings"):
        assert stats[asset] == {"numMaterialized": completed, "numFailed": 0}
    sensors = running.graphql(
        '{ sensorsOrError(repositorySelector: {repositoryLocationName: "study_pipeline", '
        'repositoryName: "__repository__"}) { ... on Sensors { results { name sensorState { status } } } } }'
    )
    states = {s["name"]: s["sensorState"]["status"] for s in sensors["sensorsOrError"]["results"]}  # type: ignore[index]
    assert states == {sensor.name: "RUNNING" for sensor in defs().sensors or ()}


def test_the_documented_query_tells_what_each_stage_made_of_a_material(running: Installation) -> None:
    material = running.materials()["earth_science_practice_test.pdf"]
    answer = running.graphql(QUERIES[0], material=str(material["id"]))
    told = {
        node["assetKey"]["path"][0]: {
            entry["label"]: entry.get("intValue", entry.get("text"))
            for materialization in node["latestMaterializationByPartition"]
            for entry in materialization["metadataEntries"]
        }
        for node in answer["assetNodes"]  # type: ignore[attr-defined]
    }
    assert (told["materials"]["pages"], told["questions"]["questions"]) == (3, 12)
    assert (told["questions"]["answers"], told["embeddings"]["vectors"]) == (12, 12)


def test_a_search_finds_a_question_with_its_answer(running: Installation) -> None:
    found = json.loads(running.cli("search", "atmosphere oxygen gas", "-k", "3", "--json").stdout)
    assert found["results"]
    assert all(question["file"] == "earth_science_practice_test.pdf" for question in found["results"][:1])
    assert found["results"][0]["answer"] is not None


def test_the_graph_takes_the_samples_in(running: Installation) -> None:
    export = running.data / "graph.graphml"
    running.wait((running.data / "graph" / "current").exists, ENDED_SECONDS)
    assert running.cli("export", "graphml", str(export)).returncode == 0
    assert "material:" in export.read_text()


def test_a_second_run_on_the_same_data_says_so_and_stops(running: Installation) -> None:
    second = running.cli("run", "--port", str(free_port()))
    assert second.returncode == 1
    assert f"already runs on {running.data}" in second.stderr
    assert running.process.poll() is None


def test_a_daemon_started_by_hand_beside_it_is_refused_with_one_sentence(running: Installation) -> None:
    second = dagster(running, "dagster._daemon", "run", "-m", "study_pipeline.definitions")
    assert second.returncode == 1
    (sentence,) = second.stderr.splitlines()
    assert sentence.startswith(f"A Dagster daemon already works on {running.data / 'dagster'} (process ")


def test_a_killed_run_is_retried_and_its_material_ends_completed_without_a_double(
    running: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_long_paper(running.data / "uploads" / "long.pdf")
    running.wait(lambda: bool(running.materials().get("long.pdf", {}).get("id")), ENDED_SECONDS)
    for name, value in (("STUDY_DAGSTER_DIR", "dagster"), ("DAGSTER_HOME", "dagster")):
        monkeypatch.setenv(name, str(running.data / value))
    with dg.DagsterInstance.get() as instance:
        killed = kill_running_worker(instance, running)
        running.wait(
            lambda: running.materials()["long.pdf"]["status"] in ("completed", "failed"), ENDED_SECONDS
        )
        retries = instance.get_runs(dg.RunsFilter(tags={"dagster/parent_run_id": killed}))
    assert running.materials()["long.pdf"]["status"] == "completed"
    assert len(retries) == 1
    questions = json.loads(running.cli("questions", "long.pdf", "--json").stdout)["questions"]
    ids = [question["id"] for question in questions]
    assert len(ids) == len(set(ids)) == 3 * SLOW_PAGES


def test_dagster_s_own_command_materialises_one_partition(running: Installation) -> None:
    material = running.materials()["earth_science_practice_test.pdf"]["id"]
    command = ["asset", "materialize", "-m", "study_pipeline.definitions", "--select", "questions"]
    done = dagster(running, "dagster", *command, "--partition", str(material))
    assert done.returncode == 0, done.stderr
    assert running.materials()["earth_science_practice_test.pdf"]["status"] == "completed"


def test_sigterm_stops_everything_within_fifteen_seconds(running: Installation) -> None:
    processes = running.session()
    assert len(processes) >= 3
    started = time.monotonic()
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(timeout=STOP_SECONDS) == 0
    assert time.monotonic() - started < STOP_SECONDS
    assert [process for process in processes if lives(process)] == []


def dagster(running: Installation, module: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """A command of Dagster's, typed where `study-pipeline env` was asked for the environment."""
    environment = dict(
        line.removeprefix("export ").split("=", 1) for line in running.cli("env").stdout.splitlines()
    )
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-m", module, *arguments],
        env={**running.environment, **environment},
        cwd=running.data,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def kill_running_worker(instance: dg.DagsterInstance, running: Installation) -> str:
    """Kill the process of the run that handles the long paper, as the out-of-memory killer would; give its id."""
    launcher = instance.run_launcher
    assert isinstance(launcher, WatchedRunLauncher)
    worker: tuple[int, float] | None = None
    run_id = ""

    def started() -> bool:
        nonlocal worker, run_id
        active = instance.get_runs(
            dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED], job_name="ingest_materials")
        )
        if active:
            run_id = active[0].run_id
            worker = launcher.worker(run_id)
        return worker is not None

    deadline = time.monotonic() + ENDED_SECONDS
    while not started():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert worker is not None
    os.kill(worker[0], signal.SIGKILL)
    return run_id


def write_long_paper(path: Path) -> None:
    """A paper that takes some seconds to read."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), invariant=True)
    for page in range(SLOW_PAGES):
        top = 780
        for number in range(3 * page + 1, 3 * page + 4):
            for line in (
                f"{number}. What is fact {number} of this long paper?",
                *(f"{c}. It is {c}{number}" for c in "ABCD"),
            ):
                canvas.drawString(72, top, line)
                top -= 18
        canvas.showPage()
    canvas.save()
