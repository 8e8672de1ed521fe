"""Stage `questions`: all questions of the batch go to the bank in one commit, with their answers.

An answer key writes no questions of its own: the papers that it is named for are written again from what was
read of them before, so that they carry its answers whichever of the two came first. Vectors stay, since the
text that is embedded does not change.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from study_pipeline.ingest.answering import answered_questions
from study_pipeline.ingest.outcome import Outcome
from study_pipeline.ingest.reading import stored_extraction
from study_pipeline.ingest.services import Services
from study_pipeline.materials import errors
from study_pipeline.materials.errors import UnreadableMaterial
from study_pipeline.questions.identity import KnownQuestion, question_ids
from study_pipeline.questions.model import Extraction
from study_pipeline.resources.bank_schema import BankQuestion
from study_pipeline.resources.catalog_records import Material
from study_pipeline.resources.leases import lease

BANK_LEASE = "question bank"
NO_TEXT_KIND = "scan"


@dataclass(frozen=True, slots=True)
class _Read:
    material: Material
    extraction: Extraction
    seconds: float


def write_questions(services: Services, materials: Sequence[Material]) -> Iterator[Outcome]:
    """Write the questions of these materials to the bank, in one commit under the bank's lease."""
    read: list[_Read] = []
    for material in materials:
        try:
            stored = stored_extraction(services, material)
            if stored.extraction.kind == NO_TEXT_KIND:
                raise errors.no_text()
        except UnreadableMaterial as error:
            yield _failure(services, material, error)
            continue
        read.append(_Read(material, stored.extraction, stored.seconds))
    with lease(services.catalog.engine, BANK_LEASE):
        replaced = _replaced(services, [item.material for item in read])
        rows = _rows(services, read, replaced)
        gone = [old for old in replaced.values() if old not in rows]
        services.bank.replace(
            [*rows, *gone],
            [row for of_material in rows.values() for row in of_material],
        )
        for new, old in replaced.items():
            services.catalog.supersede(old, by=new)
        for item in read:
            _record(services, item, rows[item.material.id])
        for paper_id in rows.keys() - {item.material.id for item in read}:
            services.catalog.set_answers_found(paper_id, _answers(rows[paper_id]))
    for item in read:
        yield Outcome(
            "questions",
            item.material,
            rows=tuple(rows[item.material.id]),
            seconds=item.seconds,
        )


def _replaced(services: Services, materials: Sequence[Material]) -> dict[str, str]:
    """The earlier versions that these materials replace, unless they still have a name of their own."""
    named = services.catalog.paths()
    return {m.id: m.replaces for m in materials if m.replaces and m.replaces not in named}


def _rows(
    services: Services, read: Sequence[_Read], replaced: Mapping[str, str]
) -> dict[str, list[BankQuestion]]:
    keys = services.catalog.keys_of_papers()
    rows = {
        item.material.id: _material_rows(
            services,
            item.material,
            keys.get(item.material.id, []),
            replaced.get(item.material.id),
        )
        for item in read
    }
    answered = {
        paper
        for item in read
        if item.extraction.answers
        for paper in services.catalog.papers_of_key(item.material.id)
    }
    others = services.catalog.materials(answered - rows.keys())
    for paper in others.values():
        if paper.finished_stage in ("questions", "embeddings"):
            rows[paper.id] = _material_rows(services, paper, keys.get(paper.id, []), None)
    return rows


def _material_rows(
    services: Services, material: Material, key_ids: Sequence[str], replaced: str | None
) -> list[BankQuestion]:
    questions = answered_questions(services, material, key_ids)
    ids = question_ids(
        questions,
        sha256=material.sha256 or "",
        known=_known(services, material.id, replaced),
    )
    return [
        BankQuestion(question_id, material.id, position, question)
        for position, (question_id, question) in enumerate(zip(ids, questions, strict=True))
    ]


def _known(services: Services, material_id: str, replaced: str | None) -> list[KnownQuestion]:
    """The questions that may keep their ids: those of this material, else those of the version it replaces."""
    rows = services.bank.questions_of(material_id)
    if not rows and replaced:
        rows = services.bank.questions_of(replaced)
    return [
        KnownQuestion(
            row.id,
            row.question.section,
            row.question.number,
            row.question.stem,
            tuple(option.text for option in row.question.options),
        )
        for row in rows
    ]


def _record(services: Services, item: _Read, rows: Sequence[BankQuestion]) -> None:
    answers = len(item.extraction.answers) if item.extraction.kind == "answer_key" else _answers(rows)
    services.catalog.finish_questions(
        item.material.id,
        kind=item.extraction.kind,
        questions=len(rows),
        answers=answers,
        flags=item.extraction.flags,
        seconds=item.seconds,
        embedded=_still_embedded(services, item.material, rows),
    )


def _still_embedded(services: Services, material: Material, rows: Sequence[BankQuestion]) -> bool:
    """Whether a material that was complete stays so, because no text of it changed."""
    if material.finished_stage != "embeddings":
        return False
    return not services.bank.without_vector(services.embedder.space, [row.id for row in rows])


def _answers(rows: Sequence[BankQuestion]) -> int:
    return sum(row.question.answer is not None for row in rows)


def _failure(services: Services, material: Material, error: UnreadableMaterial) -> Outcome:
    sentence = f"{material.title} {error.message}"
    services.catalog.fail(material.id, stage="questions", sentence=sentence)
    return Outcome("questions", material, sentence=sentence)
