"""Who works on a material: one run at a time, whoever else asks, and no longer than its process lives."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import insert

from study_pipeline.ingest.batch import ingest
from study_pipeline.ingest.services import Services
from study_pipeline.materials.status import STAGES
from study_pipeline.resources.catalog.batches import RUN_LEASE
from study_pipeline.resources.catalog.leases import lease
from study_pipeline.resources.catalog.records import Material
from study_pipeline.resources.catalog.tables import leases
from study_pipeline.resources.clock import seconds_since_epoch
from study_pipeline_tests.ingest.flow import named, run
from study_pipeline_tests.pdfs import stems_about, write_paper


def accepted(services: Services, name: str = "a.pdf") -> Material:
    write_paper(services.settings.uploads / name, stems_about(name))
    services.intake.take_news()
    return named(services, name)


def test_what_a_living_run_has_is_left_to_it_and_the_rest_is_done(services: Services) -> None:
    taken, free = accepted(services, "a.pdf"), accepted(services, "b.pdf")
    with lease(services.catalog.engine, f"{RUN_LEASE}other"):
        services.catalog.start([taken.id], run_id="other", batch_id=None)
        assert {outcome.material.id for outcome in run(services, [taken, free])} == {free.id}
    assert services.catalog.running() == {"other": [taken.id]}
    assert named(services, "b.pdf").status == "completed"


def test_what_a_run_had_whose_process_is_gone_is_taken_by_the_next(services: Services) -> None:
    material = accepted(services)
    services.catalog.start([material.id], run_id="killed", batch_id=None)
    with services.catalog.engine.begin() as connection:
        long_ago = {"name": f"{RUN_LEASE}killed", "holder": "x", "expires_at": seconds_since_epoch() - 1}
        connection.execute(insert(leases).values(**long_ago))
    run(services, [material])
    assert named(services, "a.pdf").status == "completed"


def test_a_retry_takes_over_from_the_run_that_it_retries_at_once(services: Services) -> None:
    material = accepted(services)
    with lease(services.catalog.engine, f"{RUN_LEASE}first"):  # a dead process's lease lives on for a while
        services.catalog.start([material.id], run_id="first", batch_id=None)
        list(ingest(services, [material.id], STAGES, run_id="second", instead_of=["first"]))
    assert named(services, "a.pdf").status == "completed"


def test_a_claim_takes_a_material_out_of_its_batch_and_the_last_claim_counts(services: Services) -> None:
    material = accepted(services)
    (batch,) = services.catalog.make_batches(size=50)
    (first,) = services.catalog.claim([material.id], size=50)
    (second,) = services.catalog.claim([material.id], size=50)
    ids = [services.catalog.batch(one.id) for one in (batch, first, second)]
    assert [one.material_ids if one else None for one in ids] == [(), (), (material.id,)]
    assert [one.requested_at is not None for one in services.catalog.open_batches()] == [True]


def test_nothing_can_be_claimed_that_a_living_run_has(services: Services) -> None:
    material = accepted(services)
    with lease(services.catalog.engine, f"{RUN_LEASE}other"):
        services.catalog.start([material.id], run_id="other", batch_id=None)
        assert services.catalog.claim([material.id], size=50) == []


def test_of_two_runs_at_once_one_reads_a_material(services: Services) -> None:
    material = accepted(services)
    began = Barrier(2)

    def work(run_id: str) -> int:
        began.wait()
        outcomes = ingest(services, [material.id], STAGES, run_id=run_id)
        first = next(outcomes, None)
        began.wait()  # neither ends before the other has asked
        return sum(1 for one in (first, *outcomes) if one is not None)

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(work, ("one", "two"))) == [0, len(STAGES)]
    assert named(services, "a.pdf").status == "completed"
    assert services.catalog.running() == {}
