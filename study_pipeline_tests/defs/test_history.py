"""What is dropped of Dagster's history and the catalog, and what stays however old it is."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest

from study_pipeline.defs.history import drop_run, old_runs, prune
from study_pipeline.ingest.services import Services
from study_pipeline_tests.ingest.flow import drop, take_and_run
from study_pipeline_tests.pdfs import ENGLISH_PAPER

PARTITIONS = dg.DynamicPartitionsDefinition(name="papers")


@dg.asset(partitions_def=PARTITIONS)
def paper(context: dg.AssetExecutionContext) -> None:
    if "broken" in context.run.tags:
        raise ValueError("broken")


@dg.asset
def graph() -> None: ...


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    (tmp_path / "history").mkdir()
    with dg.DagsterInstance.local_temp(str(tmp_path / "history")) as opened:
        opened.add_dynamic_partitions("papers", ["a", "b"])
        yield opened


def make(
    instance: dg.DagsterInstance, asset: dg.AssetsDefinition, key: str | None = None, **tags: str
) -> str:
    """Materialise something, and give the run's id."""
    result = dg.materialize([asset], instance=instance, partition_key=key, tags=tags, raise_on_error=False)
    return result.run_id


def now() -> datetime:
    return datetime.now(UTC)


def test_a_run_that_made_what_is_still_the_newest_stays_however_old_it_is(
    instance: dg.DagsterInstance,
) -> None:
    first_a, first_b, first_graph = (
        make(instance, paper, "a"),
        make(instance, paper, "b"),
        make(instance, graph),
    )
    broken = make(instance, paper, "b", broken="yes")
    newest_a, newest_graph = make(instance, paper, "a"), make(instance, graph)
    assert old_runs(instance, before=now() - timedelta(days=1)) == []
    old = old_runs(instance, before=now())
    assert old == [first_a, first_graph, broken]
    for run_id in old:
        drop_run(instance, run_id)
    assert {run.run_id for run in instance.get_runs()} == {first_b, newest_a, newest_graph}
    assert instance.get_materialized_partitions(dg.AssetKey("paper")) == {"a", "b"}
    event = instance.get_latest_materialization_event(dg.AssetKey("graph"))
    assert event is not None
    assert event.run_id == newest_graph
    assert instance.all_logs(first_a) == []
    assert old_runs(instance, before=now()) == []


def test_a_run_that_goes_on_is_never_old(instance: dg.DagsterInstance) -> None:
    job = dg.define_asset_job("job", selection=[graph])
    built = dg.Definitions(assets=[graph], jobs=[job]).resolve_job_def("job")
    run = instance.create_run_for_job(built)
    assert old_runs(instance, before=now() + timedelta(days=1)) == []
    instance.delete_run(run.run_id)


def test_a_dry_run_counts_what_the_next_one_drops(instance: dg.DagsterInstance, services: Services) -> None:
    drop(services, ENGLISH_PAPER, "paper.pdf")
    take_and_run(services)
    (material,) = services.catalog.all_materials()
    make(instance, graph)
    make(instance, graph)
    services.catalog.take_again([material.id])  # its first batch says nothing any more
    counted = prune(instance, services, before=now(), dry_run=True)
    assert (counted.runs, counted.rows) == (1, 1)
    assert len(instance.get_runs()) == 2
    dropped = prune(instance, services, before=now(), dry_run=False)
    assert (dropped.runs, dropped.rows) == (1, 1)
    again = prune(instance, services, before=now(), dry_run=False)
    assert (again.runs, again.rows) == (0, 0)
    assert [batch.material_ids for batch in services.catalog.make_batches(size=50)] == [(material.id,)]
    assert services.bank.count() > 0
