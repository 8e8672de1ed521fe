"""A snapshot of everything that Dagster loads: a change of it is seen in the diff of one file.

STUDY_UPDATE_GOLDEN=1 writes it anew.
"""

import json
import os
from pathlib import Path

import dagster as dg
import pytest
import yaml

from study_pipeline.definitions import defs
from study_pipeline.resources.errors import SettingError

GOLDEN = Path(__file__).parents[1] / "golden" / "definitions.json"
PROJECT = Path(__file__).parents[2]


def described() -> dict[str, object]:
    loaded = defs()
    repository = loaded.get_repository_def()
    graph = loaded.resolve_asset_graph()
    return {
        "assets": {
            spec.key.to_user_string(): {
                "deps": sorted(dep.asset_key.to_user_string() for dep in spec.deps),
                "description": spec.description,
                "group": spec.group_name,
                "owners": list(spec.owners),
                "kinds": sorted(spec.kinds),
                "partitions": getattr(spec.partitions_def, "name", None),
            }
            for spec in sorted(loaded.resolve_all_asset_specs(), key=lambda spec: spec.key)
        },
        "checks": sorted(key.to_user_string() for key in graph.asset_check_keys),
        "jobs": {
            job.name: {
                "description": job.description,
                "assets": sorted(key.to_user_string() for key in job.asset_layer.selected_asset_keys),
                "executor": job.executor_def.name,
            }
            for job in sorted(repository.get_all_jobs(), key=lambda job: job.name)
            if not job.name.startswith("__")
        },
        "sensors": {
            sensor.name: {
                "jobs": sorted(target.job_name for target in sensor.targets),
                "status": sensor.default_status.value,
                "seconds": sensor.minimum_interval_seconds,
                "description": sensor.description,
            }
            for sensor in sorted(repository.sensor_defs, key=lambda sensor: sensor.name)
        },
        "schedules": {
            schedule.name: {
                "job": schedule.job_name,
                "status": schedule.default_status.value,
                "cron": schedule.cron_schedule,
                "zone": schedule.execution_timezone,
                "description": schedule.description,
            }
            for schedule in sorted(repository.schedule_defs, key=lambda schedule: schedule.name)
        },
    }


def test_what_dagster_loads_is_what_the_snapshot_says() -> None:
    now = described()
    if os.environ.get("STUDY_UPDATE_GOLDEN"):
        GOLDEN.write_text(json.dumps(now, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert now == json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_every_asset_says_what_it_is_who_owns_it_and_what_it_is_made_with() -> None:
    for spec in defs().resolve_all_asset_specs():
        assert spec.description, spec.key
        assert spec.owners, spec.key
        assert spec.kinds, spec.key
        assert spec.group_name, spec.key


def test_everything_that_waits_for_an_event_or_a_time_runs_without_being_switched_on() -> None:
    repository = defs().get_repository_def()
    assert {s.default_status for s in repository.sensor_defs} == {dg.DefaultSensorStatus.RUNNING}
    assert {s.default_status for s in repository.schedule_defs} == {dg.DefaultScheduleStatus.RUNNING}


def test_every_schedule_follows_the_clock_of_the_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    for zone in ("America/New_York", "Asia/Seoul"):
        monkeypatch.setenv("STUDY_TIMEZONE", zone)
        found = {schedule.execution_timezone for schedule in defs().get_repository_def().schedule_defs}
        assert found == {zone}


def test_a_zone_that_does_not_exist_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDY_TIMEZONE", "Asia/Soeul")
    with pytest.raises(
        SettingError, match=r"^STUDY_TIMEZONE must be a time zone such as Asia/Seoul, but is 'Asia/Soeul'\.$"
    ):
        defs()


def test_the_instance_file_keeps_every_folder_behind_one_absolute_setting() -> None:
    config = yaml.safe_load((PROJECT / "dagster.yaml").read_text(encoding="utf-8"))
    folder = {"env": "STUDY_DAGSTER_DIR"}
    assert config["storage"]["sqlite"]["base_dir"] == folder
    assert config["local_artifact_storage"]["config"]["base_dir"] == folder
    assert config["compute_logs"]["config"]["base_dir"] == folder
    assert config["telemetry"] == config["nux"] == {"enabled": False}


def test_the_instance_file_for_postgresql_is_the_same_but_for_its_storage_and_holds_no_address() -> None:
    here, there = (
        yaml.safe_load((PROJECT / name).read_text(encoding="utf-8"))
        for name in ("dagster.yaml", "deploy/postgres/dagster.yaml")
    )
    assert there["storage"] == {"postgres": {"postgres_url": {"env": "STUDY_POSTGRES_URL"}}}
    assert {**here, "storage": None} == {**there, "storage": None}


def test_the_code_location_has_one_name_everywhere() -> None:
    workspace = yaml.safe_load((PROJECT / "workspace.yaml").read_text(encoding="utf-8"))
    (location,) = workspace["load_from"]
    assert location["python_module"]["location_name"] == "study_pipeline"
    assert 'code_location_name = "study_pipeline"' in (PROJECT / "pyproject.toml").read_text(encoding="utf-8")
