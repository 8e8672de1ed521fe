"""Fault F16: PostgreSQL is killed and started again while papers are taken in; all ends as in an undisturbed run.

``python benchmarks/faults/postgres_restarts.py [RESTARTS] [SEED]`` starts a server of its own.
"""

import dataclasses
import random
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from study_pipeline.ingest.batch import ingest
from study_pipeline.ingest.recovery import RunFacts, end_unfinished
from study_pipeline.ingest.services import Services, open_services
from study_pipeline.materials.status import STAGES
from study_pipeline.resources.errors import PermanentError, TransientError
from study_pipeline.resources.pdf.workers import PdfWorkers
from study_pipeline.resources.settings.settings import read_settings
from study_pipeline_tests.fakes import CountingEmbedder
from study_pipeline_tests.pdfs import stems_about, write_paper
from study_pipeline_tests.postgres import PostgresServer, postgres_server

PAPERS = 12
QUESTIONS = 12
MAX_LOOKS = 200

Found = set[tuple[str, str, str]]


def look(services: Services, run_id: str) -> None:
    """One look at the upload folder, and one run of everything that has no end."""
    services.intake.take_news()
    materials = services.catalog.all_materials()
    for material in materials:
        if material.running_in is not None:
            services.catalog.release(material.running_in)
    ended = RunFacts(run_id, finished=True, canceled=False, killed=False, will_retry=False, age_seconds=0.0)
    end_unfinished(services, [m.id for m in materials if m.running_in is not None], ended)
    waiting = [m.id for m in materials if m.status != "completed"]
    if waiting:
        list(ingest(services, waiting, STAGES, run_id=run_id))


def take_in(folder: Path, papers: Path, url: str, workers: PdfWorkers) -> tuple[Found, Counter[str]]:
    """Look until all is completed; give every question by paper, number and stem, and the sentences on the way."""
    shutil.copytree(papers, folder / "uploads")
    settings = read_settings(
        {"STUDY_DATA": str(folder), "STUDY_SETTLE_SECONDS": "0", "STUDY_POSTGRES_URL": url}
    )
    said: Counter[str] = Counter()
    for number in range(MAX_LOOKS):
        try:
            with open_services(settings) as opened:
                services = dataclasses.replace(opened, embedder=CountingEmbedder(), workers=workers)
                look(services, f"run-{number}")
                materials = services.catalog.all_materials()
                if len(materials) == PAPERS and {m.status for m in materials} == {"completed"}:
                    titles = {m.id: m.title for m in materials}
                    rows = services.bank.all_questions()
                    found = {(titles[r.material], r.question.number, r.question.stem) for r in rows}
                    assert len(found) == len(rows) == len({row.id for row in rows})
                    assert services.bank.count_missing_vectors(services.embedder.space) == 0
                    return found, said
        except (TransientError, PermanentError) as error:
            said[str(error).partition("(")[0].strip()] += 1
            time.sleep(0.1)
    raise SystemExit(f"not completed after {MAX_LOOKS} looks: {said}")


def restart(
    server: PostgresServer, times: int, chance: random.Random, done: threading.Event, ended: list[float]
) -> None:
    """Kill and start the server at random moments; ``ended`` gets the second of each."""
    for _ in range(times):
        if done.wait(chance.uniform(0.1, 1.0)):
            return
        server.stop()
        server.start()
        ended.append(time.monotonic())


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    with (
        tempfile.TemporaryDirectory() as folder,
        postgres_server() as server,
        PdfWorkers(count=2, timeout_seconds=60, memory_mb=2048) as workers,
    ):
        papers = Path(folder, "papers")
        papers.mkdir()
        for number in range(PAPERS):
            write_paper(papers / f"paper{number}.pdf", stems_about(f"topic{number}", QUESTIONS))
        calm, _ = take_in(Path(folder, "calm"), papers, server.new_database("calm"), workers)
        done = threading.Event()
        url = server.new_database("stormy")
        ended: list[float] = []
        restarts = threading.Thread(target=restart, args=(server, times, chance, done, ended))
        restarts.start()
        stormy, said = take_in(Path(folder, "stormy"), papers, url, workers)
        done.set()
        restarts.join()
    print(f"{PAPERS} papers, {len(calm)} questions, {len(ended)} restarts")
    for sentence, count in said.most_common():
        print(f"  {count} x {sentence}")
    print("equal" if calm == stormy else f"DIFFERENT: {calm ^ stormy}")


if __name__ == "__main__":
    main()
