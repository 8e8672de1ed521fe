"""What must hold whatever happened, as docs/reliability.md names it: I1 to I9, checked on a data folder."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from study_pipeline.embeddings.space import VectorSpace
from study_pipeline.ingest.batch import ingest
from study_pipeline.ingest.graphing import update_graph
from study_pipeline.ingest.services import open_services
from study_pipeline.materials.status import STAGES
from study_pipeline.resources.settings.settings import BATCH_SIZE, Settings, read_settings

QuestionText = tuple[str, str, str, tuple[str, ...], str]
"""Section, number, stem, options and answer: what a question says, without ids and times."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a data folder holds, by the uploads' paths; nothing in it depends on when or how often runs went."""

    statuses: Mapping[str, str]
    questions: Mapping[str, tuple[QuestionText, ...]]
    repeated_ids: tuple[str, ...]
    without_vector: int
    graph: tuple[int, int]


def undisturbed(uploads: Path, data: Path, environment: Mapping[str, str]) -> Outcome:
    """The outcome of the same uploads where nothing goes wrong: one process, no Dagster."""
    settings = read_settings({**environment, "STUDY_DATA": str(data), "STUDY_SETTLE_SECONDS": "0"})
    data.mkdir()
    settings.uploads.symlink_to(uploads)
    with open_services(settings) as services:
        while services.intake.take_news().left:
            continue
        for batch in services.catalog.make_batches(size=BATCH_SIZE):
            for _ in ingest(services, batch.material_ids, STAGES, run_id=batch.id):
                pass
        update_graph(services)
    return read_outcome(settings)


def read_outcome(settings: Settings) -> Outcome:
    """Look at everything in a data folder."""
    with open_services(settings) as services:
        statuses, questions = {}, {}
        by_id = {material.id: material.status for material in services.catalog.all_materials()}
        paths = services.catalog.paths()
        of_material = services.bank.questions_by_material(list(by_id))
        for material_id, names in paths.items():
            for path in names:
                statuses[path] = by_id[material_id]
                questions[path] = tuple(
                    (
                        str(found.question.section or ""),
                        found.question.number,
                        found.question.stem,
                        tuple(f"{option.label} {option.text}" for option in found.question.options),
                        str(found.question.answer or ""),
                    )
                    for found in of_material.get(material_id, [])
                )
        space: VectorSpace = services.embedder.space
        graph = services.graph.load()
        return Outcome(
            statuses,
            questions,
            tuple(services.bank.repeated_ids()),
            services.bank.count_missing_vectors(space),
            (len(graph.nodes), len(graph.edges)),
        )


def violations(expected: Outcome, found: Outcome) -> list[str]:
    """Each invariant that does not hold, in a sentence."""
    wrong = []
    missing = expected.statuses.keys() - found.statuses.keys()
    if missing:
        wrong.append(f"I1: {len(missing)} accepted uploads are unknown")
    open_ones = Counter(status for status in found.statuses.values() if status in ("pending", "processing"))
    if open_ones:
        wrong.append(f"I1: {dict(open_ones)} have no end")
    if found.repeated_ids:
        wrong.append(f"I2: {len(found.repeated_ids)} question ids come twice")
    if found.without_vector:
        wrong.append(f"I2: {found.without_vector} questions have no vector")
    if found.graph != expected.graph:
        wrong.append(f"I2, I9: the graph has {found.graph} nodes and edges, not {expected.graph}")
    other = [path for path, status in expected.statuses.items() if found.statuses.get(path, status) != status]
    if other:
        wrong.append(f"I9: {len(other)} uploads ended otherwise")
    differing = [path for path, texts in expected.questions.items() if found.questions.get(path) != texts]
    if differing:
        wrong.append(f"I9: the questions of {len(differing)} uploads differ")
    return wrong


def files_that_hold(folder: Path, secret: str) -> list[Path]:
    """The files below a folder that hold a secret in clear (I7)."""
    return [path for path in folder.rglob("*") if path.is_file() and secret.encode() in path.read_bytes()]
