"""Random histories of a folder, on a real catalog: nothing is lost, nothing is done twice, no id is used twice.

The folder, the store and the PDF check are fakes that cost nothing, and a run is what it does to the catalog.
``STUDY_HISTORIES`` says how many histories are tried.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from study_pipeline.ingest.intake import Details, Intake, IntakeReport
from study_pipeline.materials import errors
from study_pipeline.materials.identity import content_hash
from study_pipeline.materials.sidecar import sidecar_stem
from study_pipeline.materials.uploads import SeenFile
from study_pipeline.resources.catalog import due as catalog_due
from study_pipeline.resources.catalog import sidecar_notes as catalog_sidecar_notes
from study_pipeline.resources.catalog import tables
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.catalog.records import Material
from study_pipeline.resources.files.material_store import MaterialStore
from study_pipeline.resources.files.upload_folder import ShownFiles, UploadFolder
from study_pipeline.resources.pdf.workers import PdfWorkers
from study_pipeline.resources.settings.settings import read_settings

HISTORIES = int(os.environ.get("STUDY_HISTORIES", "60"))

PATHS = ("a.pdf", "b.pdf", "a_key.pdf", "kim/a.pdf", "high/a.pdf")
CONTENTS = ("one", "two", "three", "four", "refused one", "refused two")
SIDECARS = (
    "title: 가",
    "title: 나\nowner: lee",
    "title: [",
    "answers: {1: A}\nunknown: x",
    "priority: high",
    "answers: a_key.pdf",
)
ACTS = (
    "drop",
    "drop",
    "copy",
    "rename",
    "rename",
    "remove",
    "touch",
    "sidecar",
    "remove sidecar",
    "run",
    "run",
    "fail",
    "delete",
    "delete and keep",
    "replace",
    "edit",
)

step = st.tuples(st.sampled_from(ACTS), st.integers(0, 30), st.integers(0, 30), st.booleans())


@dataclass(frozen=True)
class FakeFolder(UploadFolder):
    """A folder in memory: what each path holds, and when it was written."""

    shown: dict[str, tuple[str, int]] = field(default_factory=dict)
    clock: list[int] = field(default_factory=lambda: [0])

    def write(self, path: str, content: str) -> SeenFile:
        self.clock[0] += 1
        self.shown[path] = (content, self.clock[0])
        return self.seen(path)

    def seen(self, path: str) -> SeenFile:
        content, written = self.shown[path]
        return SeenFile(path, path, len(content), written, 0.0)

    def look(self) -> ShownFiles:
        pdfs, sidecars = (
            tuple(self.seen(path) for path in sorted(self.shown) if path.endswith(suffix))
            for suffix in (".pdf", ".yaml")
        )
        return ShownFiles(pdfs, sidecars, ())

    def read(self, file: SeenFile, limit: int) -> bytes:
        return self.shown[file.path][0].encode()[:limit]

    def put(self, source: Path, *, name: str | None = None, lane: str = "default") -> SeenFile:
        return self.write(name or source.name, str(source))


@dataclass(frozen=True)
class FakeStore(MaterialStore):
    """A store that knows which contents it holds."""

    folder: FakeFolder
    held: dict[str, str] = field(default_factory=dict)

    def take(self, source: Path) -> str:
        content, _ = self.folder.shown[str(source.relative_to(self.folder.directory))]
        sha256 = content_hash(content.encode())
        self.held[sha256] = content
        return sha256

    def pdf(self, sha256: str) -> Path:
        return Path(self.held[sha256])

    def delete(self, sha256: str) -> None:
        self.held.pop(sha256, None)


class FakeWorkers(PdfWorkers):
    """The door, for contents that say themselves what it thinks of them."""

    def __init__(self) -> None:
        """No process is started."""

    def check(self, pdf: Path, *, max_pages: int, max_file_mb: float) -> int:
        if str(pdf).startswith("refused"):
            raise errors.damaged()
        return 1


class History:
    """A folder and its catalog, with what a careful clerk would have written down beside them."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.folder = FakeFolder(Path("/uploads"))
        self.store = FakeStore(Path("/store"), self.folder)
        settings = read_settings({"STUDY_DATA": "/none", "STUDY_SETTLE_SECONDS": "0"})
        self.intake = Intake(catalog, self.folder, self.store, FakeWorkers(), settings)
        self.bank: set[str] = set()
        self.contents_of_ids: dict[str, str | None] = {}
        self.deleted_ids: set[str] = set()
        self.accepted: set[str] = set()
        self.lost: dict[str, set[str]] = {}

    # what people do

    def act(self, name: str, first: int, second: int) -> None:  # noqa: C901  # one branch for each act
        pdfs = [path for path in sorted(self.folder.shown) if path.endswith(".pdf")]
        old = pdfs[first % len(pdfs)] if pdfs else None
        new = PATHS[second % len(PATHS)]
        materials = self.catalog.all_materials()
        material = materials[first % len(materials)] if materials else None
        match name:
            case "drop":
                self.folder.write(new, CONTENTS[first % len(CONTENTS)])
            case "copy" if old is not None:
                self.folder.write(new, self.folder.shown[old][0])
            case "rename" if old is not None and old != new:
                self.folder.shown[new] = self.folder.shown.pop(old)
                if second % 2 and f"{sidecar_stem(old)}.yaml" in self.folder.shown:
                    moved = self.folder.shown.pop(f"{sidecar_stem(old)}.yaml")
                    self.folder.shown[f"{sidecar_stem(new)}.yaml"] = moved
            case "remove" if old is not None:
                del self.folder.shown[old]
            case "touch" if old is not None:
                self.folder.write(old, self.folder.shown[old][0])
            case "sidecar":
                self.folder.write(f"{sidecar_stem(new)}.yaml", SIDECARS[first % len(SIDECARS)])
            case "remove sidecar":
                self.folder.shown.pop(f"{sidecar_stem(new)}.yaml", None)
            case "run":
                self.run()
            case "fail":
                self.run(failing=first)
            case "delete" | "delete and keep" if material is not None:
                self.delete(material, keep=name != "delete")
            case "replace" if material is not None and self.catalog.paths_of(material.id):
                content = CONTENTS[second % len(CONTENTS)]
                self.accept(self.intake.add_version(Path(content), material, Details(lane="default")))
            case "edit" if material is not None:
                self.catalog.describe(material.id, {"title": "edited"})

    def delete(self, material: Material, *, keep: bool) -> None:
        names = [name for name in self.catalog.paths_of(material.id) if name in self.folder.shown]
        kept = [self.folder.seen(name) for name in names] if keep else []
        if not keep:
            for name in names:
                del self.folder.shown[name]
                self.folder.shown.pop(f"{sidecar_stem(name)}.yaml", None)
        self.catalog.delete(material.id, leave=kept)
        self.store.delete(material.sha256 or "")
        self.bank.discard(material.id)
        self.accepted.discard(material.sha256 or "")
        if material.failed_stage != "door":
            self.deleted_ids.add(material.id)
        else:
            self.contents_of_ids.pop(material.id, None)

    # what the pipeline does

    def tick(self) -> IntakeReport:
        before = self.catalog.paths()
        report = self.intake.take_news()
        for material in report.accepted:
            self.accept(material)
        for material_id in catalog_due.due(self.catalog.engine):
            found = self.catalog.materials([material_id]).get(material_id)
            if found is not None and found.id in self.bank and not found.discarded:
                self.supersede(found)
        catalog_due.done(self.catalog.engine, catalog_due.due(self.catalog.engine))
        self.catalog.make_batches(size=50)
        self.note_lost_names(before)
        return report

    def accept(self, material: Material) -> None:
        if material.error_message is None and material.sha256:
            self.accepted.add(material.sha256)

    def note_lost_names(self, before: dict[str, list[str]]) -> None:
        holder_before = {path: one for one, paths in before.items() for path in paths}
        holder = {path: one for one, paths in self.catalog.paths().items() for path in paths}
        for path, one in holder_before.items():
            if path in holder and holder[path] != one:
                self.lost.setdefault(one, set()).add(path)

    def run(self, failing: int | None = None) -> None:
        """What a run of every open batch does to the catalog; one material fails if so asked."""
        for batch in self.catalog.open_batches():
            self.catalog.start(batch.material_ids, run_id=batch.id, batch_id=batch.id)
            fails = batch.material_ids[failing % len(batch.material_ids)] if failing is not None else None
            of_batch = self.catalog.materials(batch.material_ids).values()
            # asked before the first of them is done: a version that left the bank is no earlier version any more
            replaced = {
                version
                for other in of_batch
                if other.id != fails
                for version in self.catalog.earlier_versions(other)
            }
            for material in of_batch:
                if material.discarded:
                    continue
                if material.id == fails:
                    self.catalog.fail(material.id, stage="questions", sentence="It failed.")
                    continue
                if material.id not in replaced:
                    self.bank.add(material.id)
                    self.supersede(material)
                self.catalog.finish_embedding([material.id])
            self.catalog.release(batch.id)

    def supersede(self, material: Material) -> None:
        for version in self.catalog.earlier_versions(material):
            self.catalog.supersede(version, by=material.id)
            self.bank.discard(version)

    # what must hold

    def check(self) -> None:
        materials = self.catalog.all_materials()
        named = self.catalog.paths()
        assert self.accepted <= {material.sha256 for material in materials}, "what was accepted is lost"
        assert self.accepted <= self.store.held.keys(), "its bytes are lost"
        for material in materials:
            known = self.contents_of_ids.setdefault(material.id, material.sha256)
            assert known == material.sha256, "an id was used for other bytes"
            assert material.id not in self.deleted_ids, "the id of a deleted material was used again"
            if material.error_message and material.failed_stage == "door":
                assert material.id in named, "a refused material without a name stays for ever"
        self.check_sidecars(named)

    def check_sidecars(self, named: dict[str, list[str]]) -> None:
        notes = catalog_sidecar_notes.notes(self.catalog.engine)
        known = {name for names in named.values() for name in names}
        for material_id, names in named.items():
            broken = False
            for name in names:
                text = self.folder.shown.get(f"{sidecar_stem(name)}.yaml", ("", 0))[0]
                key = str(PurePosixPath(name).with_name("a_key.pdf"))
                broken |= text == "title: [" or (text == "answers: a_key.pdf" and key not in known)
            error = notes[material_id].error if material_id in notes else None
            assert bool(error) == broken, "a sidecar's error is shown while it is broken, and only then"

    def check_serving(self) -> None:
        """When all runs are over, an older version serves only where no newer one of its path does."""
        named = self.catalog.paths()
        holder = {path: one for one, paths in named.items() for path in paths}
        found = {material.id: material for material in self.catalog.all_materials()}
        for one in self.bank - named.keys():
            successors = {holder[path] for path in self.lost.get(one, ()) if path in holder}
            done = [id_ for id_ in successors if found[id_].status == "completed"]
            assert not done, "two current materials for one path"

    def facts(self) -> list[list[tuple[object, ...]]]:
        """Everything that the catalog holds."""
        kept = (tables.materials, tables.uploads, tables.sidecars, tables.waiting_files, tables.batches)
        with self.catalog.engine.connect() as connection:
            return [[tuple(row) for row in connection.execute(select(table))] for table in kept]


def attempts_allowed(history: History) -> set[str | None]:
    """The contents that may be taken through (again) now: new, ended without a place in the bank, or waiting."""
    materials = history.catalog.all_materials()
    states = {material.sha256: material.status for material in materials}
    shown = {content_hash(content.encode()) for content, _ in history.folder.shown.values()}
    waiting = {material.sha256 for material in materials if material.batch_id is None}
    return waiting | {sha256 for sha256 in shown if states.get(sha256, "failed") in ("failed", "discarded")}


@settings(max_examples=HISTORIES, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.lists(step, max_size=25))
@example([("drop", 0, 1, False), ("drop", 26, 0, True), ("drop", 20, 1, True)])
@example(  # a sidecar that cannot be read stays where it is while its PDF goes away and comes back
    [("drop", 0, 1, False), ("sidecar", 20, 1, True), ("rename", 0, 0, True), ("rename", 0, 1, False)]
)
def test_whatever_people_do_in_whatever_order_nothing_is_lost_and_nothing_done_twice(
    steps: list[tuple[str, int, int, bool]],
) -> None:
    catalog = Catalog.open("sqlite://")
    try:
        history = History(catalog)
        for name, first, second, looks in [*steps, ("run", 0, 0, True), ("run", 0, 0, True)]:
            history.act(name, first, second)
            if not looks:
                continue
            allowed = attempts_allowed(history)
            before = {m.id: m.batch_id for m in catalog.all_materials()}
            history.tick()
            asked = {
                material.sha256
                for material in catalog.all_materials()
                if material.batch_id is not None and material.batch_id != before.get(material.id)
            }
            assert asked <= allowed, "a name that is no news was work"
            history.check()
            facts = history.facts()
            again = history.tick()
            assert (again.accepted, again.refused, again.notices) == ((), (), ())
            assert history.facts() == facts, "looking twice decided something"
        history.run()
        history.tick()
        history.check_serving()
    finally:
        catalog.close()
