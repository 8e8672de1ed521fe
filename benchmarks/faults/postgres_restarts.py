"""Fault F16: PostgreSQL, which has Dagster's history and the catalog, is broken off while papers are taken in.

    python benchmarks/faults/postgres_restarts.py restarts 10    stopped (orderly, at once, `kill -9`), started again
    python benchmarks/faults/postgres_restarts.py exhausted 3    all of its connections are taken for 20 s

Starts a server of its own. What a round is and what is compared: `rounds.py`. Besides, everything must be back by
itself within a minute: every sensor has looked anew, and the UI shows it.
"""

import itertools
import json
import random
import signal
import sys
import time
import urllib.request
from contextlib import ExitStack, suppress

from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from benchmarks.faults.rounds import Damage, Faults, suffer
from benchmarks.installation import Installation, wait_for
from study_pipeline_tests.postgres import PASSWORD, PostgresServer, postgres_server

BACK_SECONDS = 60.0  # from the server's start until everything works again
SHORT_SECONDS = 5.0
LONG_SECONDS = 30.0
LONG_ONE = 3  # of the restarts
EXHAUSTED_SECONDS = 20.0
STOPS = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT, "killed": signal.SIGKILL}
# a look of a sensor needs the daemon, its database and the code server; a heartbeat comes every 30 s whatever goes on
LOOKS_QUERY = """{
    sensorsOrError(repositorySelector: {
        repositoryName: "__repository__", repositoryLocationName: "study_pipeline"
    }) { ... on Sensors { results { name sensorState {
        ticks(limit: 1, statuses: [SUCCESS, SKIPPED]) { timestamp }
    } } } }
}"""


def restarts(server: PostgresServer) -> Damage:
    """Stop the server in one of three ways and start it again some seconds later, once after half a minute."""
    ways = itertools.cycle(STOPS)
    numbers = itertools.count(1)

    def restart(installation: Installation, rng: random.Random, run_seconds: float) -> str:
        way, number = next(ways), next(numbers)
        time.sleep(rng.uniform(0, 2 * run_seconds))  # before, in and after the run
        down = LONG_SECONDS if number == LONG_ONE else rng.uniform(0, SHORT_SECONDS)
        server.stop(STOPS[way])
        time.sleep(down)
        server.start()
        return f"{way}{f', {down:.0f} s down' if down == LONG_SECONDS else ''}, {when_back(installation)}"

    return restart


def exhaustion(server: PostgresServer) -> Damage:
    """Take every connection that the server gives, and each that becomes free meanwhile."""

    def exhaust(installation: Installation, rng: random.Random, run_seconds: float) -> str:
        time.sleep(rng.uniform(0, run_seconds))
        engine = create_engine(server.url(), poolclass=NullPool)
        with ExitStack() as taken:
            deadline = time.monotonic() + EXHAUSTED_SECONDS
            while time.monotonic() < deadline:
                with suppress(OperationalError):
                    while True:
                        taken.enter_context(engine.connect())
                time.sleep(0.05)
        return f"exhausted, {when_back(installation)}"

    return exhaust


def when_back(installation: Installation) -> str:
    """Wait until every sensor has looked anew, and the UI says so."""
    began, began_at = time.monotonic(), time.time()

    def is_back() -> bool:
        request = urllib.request.Request(
            f"{installation.address}/graphql",
            data=json.dumps({"query": LOOKS_QUERY}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with suppress(OSError), urllib.request.urlopen(request, timeout=30) as response:
            sensors = ((json.load(response)["data"] or {}).get("sensorsOrError") or {}).get("results", [])
            looks = [tick["timestamp"] for one in sensors for tick in one["sensorState"]["ticks"]]
            return bool(sensors) and len(looks) == len(sensors) and min(looks) > began_at
        return False

    wait_for(is_back, 5 * BACK_SECONDS, "every sensor to look anew")
    seconds = time.monotonic() - began
    print(f"back after {seconds:.1f} s", flush=True)
    return "back in time" if seconds <= BACK_SECONDS else "back late"


def main(kind: str, count: int) -> None:
    """Do it to an installation whose database is a server of its own."""
    with postgres_server() as server:
        url = server.new_database("installed")
        damage = {"restarts": restarts, "exhausted": exhaustion}[kind](server)
        suffer(
            Faults(
                kind,
                damage,
                count,
                in_a_run=False,
                environment={"STUDY_POSTGRES_URL": url},
                options=("--deploy", "postgres"),
                secrets=(PASSWORD, url),
            )
        )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
