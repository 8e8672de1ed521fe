"""Verbs over many materials: which are meant, by name, pattern and filter, and what is done with them."""

from pathlib import Path

import pytest
from sqlalchemy import update

from study_pipeline.ingest.services import open_services
from study_pipeline.materials.failure_policy import QUARANTINED
from study_pipeline.resources.catalog import retries as catalog_retries
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.catalog.failures import untold
from study_pipeline.resources.catalog.tables import materials
from study_pipeline.resources.settings.settings import read_settings
from study_pipeline_tests.cli.conftest import BROKEN, ENGLISH, KEY, KOREAN, Cli, answer_of


def open_catalog(data: Path) -> Catalog:
    return Catalog.open(f"sqlite:///{data / 'catalog.db'}")


@pytest.fixture
def failures(own_library: Path) -> Path:
    """The library, with the Korean paper failed, the English one set aside, and the key of another owner failed."""
    with open_services(read_settings({"STUDY_DATA": str(own_library)})) as services:
        catalog = services.catalog
        for name, owner, flags in (
            (KOREAN.name, "국어과", []),
            (ENGLISH.name, "국어과", [QUARANTINED]),
            (KEY.name, "과학과", []),
        ):
            (material,) = catalog.find(name)
            catalog.fail(material.id, stage="embeddings", sentence=f"{name} broke.", flags=flags)
            catalog.describe(material.id, {"owner": owner})
        with catalog.engine.begin() as connection:
            failed = update(materials).where(materials.c.failed_stage == "embeddings")
            connection.execute(failed.values(finished_stage="questions"))
            old = update(materials).where(materials.c.title == KEY.stem)
            connection.execute(old.values(updated_at="2020-01-01T00:00:00.000+00:00"))
    return own_library


def meant(cli: Cli, *arguments: str) -> set[str]:
    """The files that a verb says are meant."""
    result = cli(*arguments, "--dry-run", "--json")
    assert result.exit_code == 0, result.stderr
    listed = answer_of(result)["materials"]
    assert isinstance(listed, list)
    names = {str(one["id"]): one["file"] for one in answer_of(cli("status", "--json"))["materials"]}  # type: ignore[attr-defined,union-attr]
    return {str(names[one["id"]]) for one in listed}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--failed",), {KOREAN.name, KEY.name}),
        (("--failed", "--owner", "국어과"), {KOREAN.name}),
        (("--failed", "--since", "1d"), {KOREAN.name}),
        (("--failed", "--since", "2999-12-01"), set()),
        (("--since", "2020-01-01 00:00"), {KOREAN.name, KEY.name}),
        (("*_key*",), {KEY.name}),
        (("*.pdf", "--owner", "국어과"), {KOREAN.name}),
        ((ENGLISH.name,), {ENGLISH.name}),
        (("*", ENGLISH.name), {KOREAN.name, ENGLISH.name, KEY.name}),
    ],
)
@pytest.mark.parametrize("verb", ["retry", "process"])
def test_names_patterns_and_filters_say_which_are_meant_and_what_is_set_aside_only_by_its_name(
    cli: Cli, failures: Path, verb: str, arguments: tuple[str, ...], expected: set[str]
):
    assert meant(cli, verb, *arguments) == expected


def test_a_dry_run_counts_and_does_nothing(cli: Cli, failures: Path):
    before = cli("status", "--json").stdout
    for verb in ("retry", "discard", "process"):
        assert "materials are meant; nothing was done." in cli(verb, "--failed", "--dry-run").stdout
    assert "would be read again" in cli("reprocess", "--failed", "--dry-run").stdout
    assert cli("status", "--json").stdout == before


@pytest.mark.parametrize("verb", ["retry", "discard", "process", "reprocess"])
def test_names_that_mean_nothing_are_all_said_and_nothing_is_done(cli: Cli, failures: Path, verb: str):
    result = cli(verb, KOREAN.name, "nobody.pdf", "nothing*")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "2 names mean no material ('nobody.pdf', 'nothing*')" in result.stderr
    assert cli(verb).exit_code == 2
    assert cli(verb, "--since", "soon").exit_code == 2


def test_what_is_retried_waits_for_the_daemon_from_the_stage_that_it_did_not_get_past(
    cli: Cli, failures: Path
):
    result = cli("retry", "--failed")
    assert result.stdout == "2 materials are tried again by the daemon.\n"
    assert "(asked for again)" in cli("status").stdout
    catalog = open_catalog(failures)
    assert catalog.make_batches(size=50) == []
    ((batch, stages),) = catalog_retries.take_due(catalog.engine, now="9999", size=50)
    assert (len(batch.material_ids), stages) == (2, ("embeddings",))


def test_what_is_set_aside_is_tried_again_by_its_name_and_what_did_not_fail_is_left_alone(
    cli: Cli, failures: Path
):
    assert cli("retry", ENGLISH.name).stdout == "1 material is tried again by the daemon.\n"
    catalog = open_catalog(failures)
    (material,) = catalog.find(ENGLISH.name)
    assert (material.status, material.flags) == ("pending", ())
    again = cli("retry", ENGLISH.name)
    assert again.stdout == "0 materials are tried again by the daemon.\n"
    assert again.stderr == "1 material has not failed and is left alone.\n"
    assert "damaged" in cli("retry", BROKEN.name).stderr


def test_what_is_discarded_is_tried_by_nothing_and_told_to_nobody_until_somebody_asks(
    cli: Cli, failures: Path
):
    (material,) = open_catalog(failures).find(KOREAN.name)
    result = cli("discard", "--failed", "--json")
    discarded = answer_of(result)["materials"]
    assert isinstance(discarded, list)
    assert {one["status"] for one in discarded} == {"discarded"}
    assert len(discarded) == 4
    catalog = open_catalog(failures)
    assert untold(catalog.engine) == []
    assert catalog.make_batches(size=50) == catalog.open_batches() == []
    assert "neither failed nor waits" in cli("discard", KOREAN.name).stderr
    catalog.claim([material.id], size=50)
    assert catalog.materials([material.id])[material.id].status != "discarded"
