"""Fault F4: PDFs that kill their reader whenever they are opened, among others; the others end as without them.

``python benchmarks/faults/poison_pdfs.py [POISON] [PAPERS]``. Waits are decided and not waited for.
"""

import dataclasses
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Collection
from pathlib import Path

from sqlalchemy import update

from study_pipeline.ingest.batch import ingest
from study_pipeline.ingest.services import Services, open_services
from study_pipeline.materials.failure_policy import QUARANTINED
from study_pipeline.materials.status import STAGES
from study_pipeline.resources.catalog import attempts as catalog_attempts
from study_pipeline.resources.catalog import retries as catalog_retries
from study_pipeline.resources.catalog.failures import untold
from study_pipeline.resources.clock import utc_now
from study_pipeline.resources.pdf.workers import PdfWorkers
from study_pipeline.resources.settings.settings import BATCH_SIZE, read_settings
from study_pipeline_tests.fakes import CountingEmbedder
from study_pipeline_tests.pdfs import stems_about, write_paper

POISON = """
import os, pathlib
found = pathlib.Path.absolute
pathlib.Path.absolute = lambda path: os._exit(9) if path.name in {names!r} else found(path)
"""
"""What a worker imports first: it dies as soon as it opens one of these."""

Found = set[tuple[str, str, str]]


def main() -> None:
    """Run it with and without poison, compare, and print the figures."""
    poisoned = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    papers = int(sys.argv[2]) if len(sys.argv) > 2 else 50
    victims = [f"paper {number:02}" for number in range(0, papers, papers // poisoned)][:poisoned]
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        plain, _ = take_in(Path(folder) / "plain", papers, ())
        harmed, said = take_in(Path(folder) / "harmed", papers, victims)
    expected = {one for one in plain if one[0] not in victims}
    assert harmed == expected, "the neighbours differ from those of the undisturbed run"
    print(f"{poisoned} of {papers} PDFs kill their reader: {said}")
    print(
        f"questions of the others equal the undisturbed run's: {len(harmed)}; {time.monotonic() - started:.0f} s"
    )


def take_in(data: Path, papers: int, victims: Collection[str]) -> tuple[Found, str]:
    """Ingest papers until nothing is to be tried any more; give the bank by paper, number and stem."""
    settings = read_settings({"STUDY_DATA": str(data), "STUDY_SETTLE_SECONDS": "0"})
    with open_services(settings) as opened:
        for number in range(papers):
            write_paper(settings.uploads / f"paper {number:02}.pdf", stems_about(f"topic {number}"))
        opened.intake.take_news()
        names = tuple(f"{m.sha256}.pdf" for m in opened.catalog.all_materials() if m.title in victims)
        (data / "poison").mkdir()
        (data / "poison" / "sitecustomize.py").write_text(POISON.format(names=names))
        os.environ["PYTHONPATH"] = str(data / "poison")
        with PdfWorkers(count=2, timeout_seconds=60, memory_mb=2048) as workers:
            services = dataclasses.replace(
                opened, workers=workers, embedder=CountingEmbedder(), sleep=lambda _: None
            )
            runs = run_all(services)
        del os.environ["PYTHONPATH"]
        titles = {material.id: material.title for material in services.catalog.all_materials()}
        found = {
            (titles[row.material], row.question.number, row.question.stem)
            for row in services.bank.all_questions()
        }
        return found, figures(services, runs)


def run_all(services: Services) -> int:
    """Run what waits, then what is due, as if every wait were over; count the runs."""
    engine = services.catalog.engine
    batches = [(batch, STAGES) for batch in services.catalog.make_batches(size=BATCH_SIZE)]
    runs = 0
    while batches:
        for batch, stages in batches:
            list(ingest(services, batch.material_ids, stages, run_id=batch.id, batch_id=batch.id))
            runs += 1
        with engine.begin() as connection:
            connection.execute(update(catalog_retries.next_attempts).values(at=utc_now()))
        batches = catalog_retries.take_due(engine, now=utc_now(), size=BATCH_SIZE)
    return runs


def figures(services: Services, runs: int) -> str:
    """What became of the materials, and what the ledger and the notifier hold."""
    materials = services.catalog.all_materials()
    engine = services.catalog.engine
    statuses = Counter(material.status for material in materials)
    aside = [material for material in materials if QUARANTINED in material.flags]
    tries = sum(len(catalog_attempts.of_material(engine, material.id)) for material in aside)
    final = sum(failure.final for failure in untold(engine))
    return (
        f"{statuses['completed']} completed, {len(aside)} set aside after {tries} attempts, "
        f"{final} final failures to tell, {runs} runs"
    )


if __name__ == "__main__":
    main()
