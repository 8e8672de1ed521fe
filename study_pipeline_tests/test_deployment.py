"""A deployment as docs/deploy.md has it: history and catalog in PostgreSQL, a login in front of the UI, backups."""

import base64
import json
import signal
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import dagster as dg
import pytest
from sqlalchemy import create_engine, inspect, text
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from study_pipeline_tests.installation import Installation, running_installation
from study_pipeline_tests.login import login_before
from study_pipeline_tests.postgres import PASSWORD, PostgresServer

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
PAPER = "earth_science_practice_test.pdf"
STOP_SECONDS = 15
LOGIN = "p w:ä"
SPELLINGS = (PASSWORD, quote(PASSWORD, safe=""), quote(PASSWORD))


@pytest.fixture(scope="module")
def url(postgres: PostgresServer) -> str:
    return postgres.new_database("daemon")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, url: str) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("installation")
    deployed = running_installation(
        folder, "--deploy", "postgres", papers=[SAMPLES / PAPER], STUDY_POSTGRES_URL=url
    )
    with deployed as installation:
        yield installation


def test_a_paper_ends_as_on_sqlite(running: Installation) -> None:
    assert running.statuses() == {"completed": 1}
    nodes = running.graphql("{ assetNodes { assetKey { path } partitionStats { numMaterialized } } }")
    stats = {node["assetKey"]["path"][0]: node["partitionStats"] for node in nodes["assetNodes"]}  # type: ignore[attr-defined]
    assert stats["embeddings"] == {"numMaterialized": 1}


def test_history_and_catalog_are_in_the_database_and_in_no_file(running: Installation, url: str) -> None:
    engine = create_engine(url)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM materials")) == 1
        assert connection.scalar(text("SELECT count(*) FROM runs")) >= 1
    engine.dispose()
    assert not list(running.data.rglob("*.db"))
    without = running.cli("status", STUDY_POSTGRES_URL="")
    assert without.returncode == 1
    assert "set STUDY_POSTGRES_URL" in without.stderr


def test_the_password_is_in_no_table_no_file_no_command_line_and_not_in_the_ui(
    running: Installation, url: str
) -> None:
    shown = {
        "UI": str(running.graphql("{ instance { info } }")),
        "output": running.output.read_text(),
        "command lines": str(list(running.command_lines())),
    }
    shown |= {str(file): file.read_text("utf-8", "replace") for file in files(running.data)}
    engine = create_engine(url)
    with engine.connect() as connection:
        for table in inspect(engine).get_table_names():
            shown[table] = str(connection.scalars(text(f'SELECT t::text FROM "{table}" t')).all())
    engine.dispose()
    assert {
        "UI",
        "event_logs",
        "job_ticks",
        str(running.data / "dagster-postgres" / "dagster.log"),
    } <= shown.keys()
    assert [place for place, said in shown.items() if any(word in said for word in SPELLINGS)] == []


def test_a_backup_taken_meanwhile_comes_back_with_its_history(
    running: Installation, url: str, postgres: PostgresServer, tmp_path: Path
) -> None:
    made = running.cli("backup", str(tmp_path / "backup"), "--json")
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["materials"] == 1
    assert not any(
        word in file.read_text("utf-8", "replace") for file in files(tmp_path) for word in SPELLINGS
    )
    other = postgres.new_database("restored")
    there = {"STUDY_DATA": str(tmp_path / "data"), "STUDY_POSTGRES_URL": other}
    done = running.cli("restore", str(tmp_path / "backup"), **there)
    assert done.returncode == 0, done.stderr
    with create_engine(url).connect() as before, create_engine(other).connect() as after:
        ingests = text("SELECT run_id FROM runs WHERE pipeline_name = 'ingest_materials' ORDER BY run_id")
        kept = text("SELECT * FROM materials, uploads WHERE materials.id = uploads.material_id")
        assert after.execute(kept).all() == before.execute(kept).all() != []
        events = text(
            "SELECT count(*) FROM event_logs WHERE dagster_event_type = 'ASSET_MATERIALIZATION' AND partition <> ''"
        )
        assert after.scalars(ingests).all() == before.scalars(ingests).all() != []
        assert after.scalar(events) == before.scalar(events) > 0
        highest, following = after.execute(
            text("SELECT max(id), nextval('event_logs_id_seq') FROM event_logs")
        ).one()
        assert following == highest + 1


@pytest.fixture(scope="module")
def login(running: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("login")
    with login_before(running.port, folder, user="kim", password=LOGIN) as address:
        yield address


def answer(address: str, path: str = "/graphql", *, as_user: str = "", **headers: str) -> tuple[int, str]:
    """What a browser gets that asks Dagster for its version."""
    if as_user:
        headers["Authorization"] = f"Basic {base64.b64encode(as_user.encode()).decode()}"
    request = urllib.request.Request(
        address + path,
        data=json.dumps({"query": "{ version }"}).encode() if path == "/graphql" else None,
        headers={
            "Content-Type": "application/json",
            **{name.replace("_", "-"): h for name, h in headers.items()},
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


@pytest.mark.parametrize("path", ["/", "/graphql", "/logs/x", "/server_info"])
@pytest.mark.parametrize("as_user", ["", "kim:wrong", f"lee:{LOGIN}", "kim:"])
def test_nothing_of_the_ui_is_seen_without_a_login(login: str, path: str, as_user: str) -> None:
    assert answer(login, path, as_user=as_user) == (401, "")


def test_who_logs_in_has_the_whole_ui(login: str) -> None:
    status, said = answer(login, as_user=f"kim:{LOGIN}")
    assert (status, json.loads(said)) == (200, {"data": {"version": dg.__version__}})
    assert answer(login, "/", as_user=f"kim:{LOGIN}")[0] == 200


def test_live_updates_of_the_ui_pass_through_for_who_is_logged_in(login: str) -> None:
    address = login.replace("http://", "ws://") + "/graphql"
    with pytest.raises(InvalidStatus, match="401"):
        connect(address, subprotocols=[Subprotocol("graphql-ws")])
    authority = {"Authorization": f"Basic {base64.b64encode(f'kim:{LOGIN}'.encode()).decode()}"}
    with connect(
        address, subprotocols=[Subprotocol("graphql-ws")], additional_headers=authority
    ) as subscription:
        subscription.send(json.dumps({"type": "connection_init", "payload": {}}))
        assert json.loads(subscription.recv(timeout=60))["type"] == "connection_ack"


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_page_of_another_site_can_do_nothing_in_the_name_of_who_is_logged_in(login: str, site: str) -> None:
    assert answer(login, as_user=f"kim:{LOGIN}", Sec_Fetch_Site=site) == (403, "Ask from the UI itself.")
    assert answer(login, as_user=f"kim:{LOGIN}", Sec_Fetch_Site="same-origin")[0] == 200


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_sigterm_stops_everything_within_fifteen_seconds(running: Installation) -> None:
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(timeout=STOP_SECONDS) == 0
