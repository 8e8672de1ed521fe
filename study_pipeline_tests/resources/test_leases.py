"""Leases: one holder at a time, across threads and processes, and free again when the holder is gone."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text, update

from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.catalog.leases import LeaseBusy, lease
from study_pipeline.resources.catalog.tables import leases
from study_pipeline.resources.embedders.shared_embedder import SharedEmbedder
from study_pipeline.resources.errors import TransientError
from study_pipeline_tests.fakes import CountingEmbedder

NAME = "question bank"


@pytest.fixture
def engine(catalog_url: str) -> Iterator[Engine]:
    catalog = Catalog.open(catalog_url)
    yield catalog.engine
    catalog.close()


def held(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(select(leases.c.name)))


def expires_at(engine: Engine) -> float:
    with engine.connect() as connection:
        return connection.scalars(select(leases.c.expires_at)).one()


def test_a_lease_is_held_for_the_block_and_free_behind_it(engine: Engine) -> None:
    with lease(engine, NAME):
        assert held(engine) == [NAME]
    assert held(engine) == []


def test_a_block_that_fails_frees_the_lease(engine: Engine) -> None:
    with pytest.raises(RuntimeError, match="broken"), lease(engine, NAME):
        raise RuntimeError("broken")
    with lease(engine, NAME, wait_seconds=0):
        pass


def test_a_second_holder_is_refused_with_a_sentence_and_takes_nothing_from_the_first(engine: Engine) -> None:
    with lease(engine, NAME):
        with pytest.raises(LeaseBusy) as caught, lease(engine, NAME, wait_seconds=0):
            pass
        assert held(engine) == [NAME]
    assert str(caught.value) == "Another run kept the question bank for longer than 0 s: try again later."
    assert isinstance(caught.value, TransientError)


def test_leases_of_other_names_do_not_wait_for_each_other(engine: Engine) -> None:
    with lease(engine, NAME), lease(engine, "knowledge graph", wait_seconds=0):
        assert sorted(held(engine)) == ["knowledge graph", NAME]


def test_many_threads_are_in_the_block_one_after_the_other(engine: Engine) -> None:
    inside = 0
    most = 0
    turns = 0
    guard = threading.Lock()

    def take(_: int) -> None:
        nonlocal inside, most, turns
        with lease(engine, NAME):
            with guard:
                inside += 1
                most = max(most, inside)
            with engine.connect() as connection:
                connection.execute(text("SELECT 1"))
            with guard:
                inside -= 1
                turns += 1

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(take, range(5)))
    assert (most, turns) == (1, 5)


def test_the_lease_of_a_killed_process_is_free_when_its_time_is_up(engine: Engine, tmp_path: Path) -> None:
    code = (
        "import sys, time\n"
        "from study_pipeline.resources.catalog.engine import open_engine\n"
        "from study_pipeline.resources.catalog.leases import lease\n"
        f"with lease(open_engine({engine.url.render_as_string(hide_password=False)!r}), {NAME!r}, hold_seconds=600):\n"
        "    print('held', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    holder = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdin is not None
    with holder:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(LeaseBusy), lease(engine, NAME, wait_seconds=0):
            pass
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()
    with pytest.raises(LeaseBusy), lease(engine, NAME, wait_seconds=0):
        pass
    with engine.begin() as connection:
        connection.execute(update(leases).values(expires_at=leases.c.expires_at - 600))
    with lease(engine, NAME, wait_seconds=0):
        assert held(engine) == [NAME]


def test_a_living_holder_keeps_its_lease_beyond_its_time(engine: Engine) -> None:
    with lease(engine, NAME, hold_seconds=0.3):
        its_time = expires_at(engine)
        deadline = time.monotonic() + 60
        while expires_at(engine) <= its_time:
            assert time.monotonic() < deadline
            time.sleep(0.01)


def test_a_holder_that_lost_its_lease_does_not_free_the_next_one_s(engine: Engine) -> None:
    with lease(engine, NAME), engine.begin() as connection:  # as after a long sleep of the machine
        connection.execute(text("UPDATE leases SET holder = 'another run'"))
    assert held(engine) == [NAME]


def test_a_lease_of_several_holders_has_so_many_and_no_more(engine: Engine) -> None:
    with (
        lease(engine, "server", holders=2),
        lease(engine, "server", holders=2),
        pytest.raises(LeaseBusy),
        lease(engine, "server", holders=2, wait_seconds=0),
    ):
        pass
    with lease(engine, "server", holders=2, wait_seconds=0):
        pass


class BusyServer(CountingEmbedder):
    """Remembers how many calls went on at once."""

    def __init__(self) -> None:
        super().__init__()
        self.going_on = 0
        self.most = 0

    def embed(self, texts):  # type: ignore[no-untyped-def]
        self.going_on += 1
        self.most = max(self.most, self.going_on)
        time.sleep(0.02)
        self.going_on -= 1
        return super().embed(texts)


def test_all_runs_together_call_the_embedding_server_so_often_at_a_time_and_no_more(engine: Engine) -> None:
    server = BusyServer()
    shared = SharedEmbedder(server, engine, calls_at_a_time=2)
    with ThreadPoolExecutor(6) as runs:
        list(runs.map(lambda number: shared.embed([f"text {number}"]), range(6)))
    assert (server.calls, server.most <= 2) == (6, True)
    assert (shared.model, shared.space, shared.max_characters) == (
        server.model,
        server.space,
        server.max_characters,
    )
