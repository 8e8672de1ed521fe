"""The pages of the UI that people keep open, asked for as their browser does, and how long they wait for them."""

import json
import statistics
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from benchmarks.browser import browser

PAGES = {
    "overview": "/overview",
    "catalog of assets": "/assets",
    "asset `questions`": "/assets/questions?view=overview",
    "its partitions": "/assets/questions?view=partitions",
    "runs": "/runs",
    "sensor `new_uploads`": "/locations/study_pipeline/sensors/new_uploads",
    "automation": "/automation",
}
CONNECTIONS = 6  # a browser opens so many to one server
PAUSE_SECONDS = 1.0  # between two pages that one person opens
ANSWER_SECONDS = 120.0


@dataclass(slots=True)
class Waits:
    """Seconds that somebody waited: for whole pages, and for each single answer in them."""

    pages: dict[str, list[float]] = field(default_factory=dict)
    answers: dict[str, list[float]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)


def recorded_queries(address: str) -> dict[str, list[bytes]]:
    """The queries of each page, as this version of Dagster's UI asks them."""
    with browser() as opened:
        return {name: opened.queries_of(address + path) for name, path in PAGES.items()}


@contextmanager
def somebody_looks(address: str, queries: Mapping[str, Sequence[bytes]]) -> Iterator[Waits]:
    """While the block runs, open one page after the other, again and again."""
    waits = Waits()
    done = threading.Event()

    def look() -> None:
        with ThreadPoolExecutor(CONNECTIONS) as connections:
            while not done.is_set():
                for name, path in PAGES.items():
                    open_page(address, name, path, queries[name], waits, connections)
                    if done.wait(PAUSE_SECONDS):
                        break

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield waits
    finally:
        done.set()
        thread.join()


def open_page(
    address: str,
    name: str,
    path: str,
    queries: Sequence[bytes],
    waits: Waits,
    connections: ThreadPoolExecutor,
) -> None:
    """Ask for a page's document, then for all that it asks at once, and note how long each took."""

    def ask(body: bytes | None) -> None:
        operation = json.loads(body)["operationName"] if body else "the document"
        request = urllib.request.Request(address + (path if body is None else "/graphql"), data=body)
        request.add_header("Content-Type", "application/json")
        started = time.monotonic()
        try:
            with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:
                said = answer.read()
            if body and json.loads(said).get("errors"):
                waits.failures.append(f"{operation}: {said[:300].decode()}")
        except OSError as error:
            waits.failures.append(f"{operation}: {error}")
        waits.answers.setdefault(operation, []).append(time.monotonic() - started)

    started = time.monotonic()
    ask(None)
    list(connections.map(ask, queries))
    waits.pages.setdefault(name, []).append(time.monotonic() - started)


def print_waits(waits: Waits) -> None:
    """A line for each page, then the slowest single answers and what went wrong."""
    for name, seconds in waits.pages.items():
        print(f"  {name:24} {spread(seconds)} ({len(seconds)} times)")
    slowest = sorted(waits.answers.items(), key=lambda item: max(item[1]), reverse=True)
    for name, seconds in slowest[:5]:
        print(f"  one answer, {name:34} {spread(seconds)}")
    for failure in waits.failures[:5]:
        print(f"  FAILED: {failure}")


def spread(seconds: Sequence[float]) -> str:
    """Median, 95th percentile and worst of some waits."""
    ranked = sorted(seconds)
    late = ranked[min(len(ranked) - 1, int(0.95 * len(ranked)))]
    return f"median {statistics.median(ranked):.2f} s, p95 {late:.2f} s, worst {ranked[-1]:.2f} s"
