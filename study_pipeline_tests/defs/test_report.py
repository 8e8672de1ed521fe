"""The asset `operations_report`: the same figures as the command line's, in metadata and as a page."""

import base64
import json
import re
from datetime import timedelta
from xml.etree import ElementTree as ET

import dagster as dg
import pytest
from sqlalchemy import update

from study_pipeline.defs.assembly import build_defs
from study_pipeline.defs.report_asset import operations_report
from study_pipeline.defs.resources import StudyServices
from study_pipeline.ingest.notifying import tell
from study_pipeline.operations.week import last_whole_week
from study_pipeline.resources.catalog.tables import materials
from study_pipeline.resources.clock import as_stored, now
from study_pipeline.resources.notifier import Notifier
from study_pipeline_tests.fakes_channels import http_sink
from study_pipeline_tests.operations.seeded import DAMAGED, seed
from study_pipeline_tests.pdfs import TABLE_PAPER


def test_the_report_is_tables_plots_and_numbers_in_metadata_and_a_page_below_the_data(
    instance: dg.DagsterInstance, study: StudyServices
) -> None:
    with study.open() as services:
        seed(services.catalog, now=now())
        page = services.settings.operations_page
    result = dg.materialize([operations_report], resources={"services": study}, instance=instance)
    (materialization,) = result.asset_materializations_for_node("operations_report")
    metadata = {name: value.value for name, value in materialization.metadata.items()}
    numbers = ("pending", "processing", "completed", "failed", "discarded", "to be retried", "scheduled")
    assert [metadata[name] for name in numbers] == [4, 2, 4, 3, 1, 0, 0]
    assert 0 <= metadata["oldest waiting (seconds)"] - 26 * 3600 < 60
    assert [row.data["total"] for row in metadata["status and lane"].records] == [4, 2, 4, 3, 1]
    assert metadata["what failed"].records[0].data["reason"] == f"법.pdf {DAMAGED}"
    assert metadata["page"] == str(page)
    assert page.read_text("utf-8").startswith("<!doctype html>")
    pictures = re.findall(r"!\[[^]]+]\(data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)\)", metadata["plots"])
    assert len(pictures) == 3
    assert {ET.fromstring(base64.b64decode(one)).tag for one in pictures} == {
        "{http://www.w3.org/2000/svg}svg"
    }


@pytest.mark.parametrize(("minutes", "passed"), [(59, True), (61, False)])
def test_a_material_that_waits_for_more_than_an_hour_is_warned_of(
    instance: dg.DagsterInstance, study: StudyServices, minutes: int, passed: bool
) -> None:
    with study.open() as services:
        material = services.intake.add(TABLE_PAPER)
        moment = as_stored(now() - timedelta(minutes=minutes))
        with services.catalog.engine.begin() as connection:
            connection.execute(update(materials).values(created_at=moment))
        assert material.status == "pending"
    result = dg.materialize([operations_report], resources={"services": study}, instance=instance)
    (check,) = result.get_asset_check_evaluations()
    assert (check.check_name, check.passed, check.severity) == (
        "nothing_waits_too_long",
        passed,
        dg.AssetCheckSeverity.WARN,
    )


def test_the_week_is_told_to_operators_once_and_to_nobody_else(
    instance: dg.DagsterInstance, study: StudyServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    with study.open() as services:
        seed(services.catalog, now=last_whole_week(now(), services.settings.timezone)[1] - timedelta(hours=1))
    job = build_defs(study).resolve_job_def("write_weekly_report")
    with http_sink() as (url, sink), http_sink() as (owners, others):
        monkeypatch.setenv("STUDY_NOTIFY_OWNERS", json.dumps({"*": owners}))
        assert _told(job.execute_in_process(instance=instance)) == 0  # nobody is named yet
        monkeypatch.setenv("STUDY_NOTIFY_OPERATORS", url)
        assert [_told(job.execute_in_process(instance=instance)) for _ in range(2)] == [1, 0]
        with study.open() as services:
            tell(services, Notifier.from_settings(services.settings))
        reports = [one for one in sink.messages if "completed" in one["title"]]
        assert len(reports) == 1
        assert reports[0]["title"].endswith("4 completed, 3 failed")
        assert "  - 2 × is damaged or incomplete" in reports[0]["message"]
        assert not any("completed" in one["title"] for one in others.messages)


def _told(result: dg.ExecuteInProcessResult) -> object:
    (materialization,) = result.asset_materializations_for_node("weekly_report")
    assert result.asset_materializations_for_node("operations_report")
    return materialization.metadata["messages"].value


def test_no_name_of_a_file_and_no_sentence_gets_into_markdown(
    instance: dg.DagsterInstance, study: StudyServices
) -> None:
    with study.open() as services:
        ids = seed(services.catalog, now=now())
        services.catalog.fail(ids["지리.pdf"], stage="materials", sentence="![x](http://x.example/)")
    result = dg.materialize([operations_report], resources={"services": study}, instance=instance)
    (materialization,) = result.asset_materializations_for_node("operations_report")
    assert "x.example" not in str(materialization.metadata["plots"].value)
