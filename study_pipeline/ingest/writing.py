"""Stage `questions`: all questions of the batch go to the bank in one commit, with their answers.

An answer key writes no questions of its own: the papers that it is named for are written again from what was
read of them before, so that they carry its answers whichever of the two came first. Vectors stay, since the
text that is embedded does not change.
"""

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType

from study_pipeline.ingest.answering import answered
from study_pipeline.ingest.outcome import Outcome
from study_pipeline.ingest.reading import stored_extraction
from study_pipeline.ingest.run_progress import RunProgress
from study_pipeline.ingest.services import Services
from study_pipeline.ingest.stale import to_be_read_again
from study_pipeline.language import message
from study_pipeline.materials import errors
from study_pipeline.materials.errors import UnreadableMaterial
from study_pipeline.questions.extraction import RULES_VERSION
from study_pipeline.questions.identity import KnownQuestion, question_ids
from study_pipeline.questions.model import Extraction, Question
from study_pipeline.resources.bank.schema import BankQuestion
from study_pipeline.resources.catalog.leases import lease
from study_pipeline.resources.catalog.records import Material
from study_pipeline.resources.catalog.rules import note_rules

log = logging.getLogger(__name__)

BANK_LEASE = message("question bank")
NO_TEXT_KIND = "scan"


@dataclass(frozen=True, slots=True)
class _Read:
    material: Material
    extraction: Extraction
    seconds: float


@dataclass(frozen=True, slots=True)
class _Paper:
    material: Material
    questions: tuple[Question, ...]

    def ids(self, known: Sequence[KnownQuestion], taken: Collection[str] = ()) -> list[str]:
        sha256 = self.material.sha256 or ""
        return question_ids(self.questions, sha256=sha256, known=known, taken=taken)


def write_questions(
    services: Services, materials: Sequence[Material], progress: RunProgress
) -> Iterator[Outcome]:
    """Write the questions of these materials to the bank, in one commit under the bank's lease."""
    progress.begin("questions", materials=len(materials))
    read: list[_Read] = []
    for material in materials:
        try:
            stored = stored_extraction(services, material)
        except UnreadableMaterial as error:
            yield _failure(material, error)
            continue
        if stored.extraction.kind == NO_TEXT_KIND:
            note_rules(services.catalog.engine, [material.id], RULES_VERSION)
            yield _failure(material, services.workers.why_without_text(), stored.extraction.flags)
            continue
        read.append(_Read(material, stored.extraction, stored.seconds))
    if not read:
        return
    with lease(services.catalog.engine, BANK_LEASE):
        # asked anew: a material may have been deleted or replaced while it was read
        current = services.catalog.materials([item.material.id for item in read])
        earlier = {one.id: services.catalog.earlier_versions(one) for one in current.values()}
        replaced = set(chain.from_iterable(earlier.values()))
        serving = [
            item
            for item in read
            if item.material.id in current.keys() - replaced and not current[item.material.id].discarded
        ]
        rows = _rows(services, serving, earlier)
        services.bank.replace([*rows, *replaced - rows.keys()], list(chain.from_iterable(rows.values())))
        for item in serving:
            for version in earlier[item.material.id]:
                services.catalog.supersede(version, by=item.material.id)
            _record(services, item, rows[item.material.id])
        _record_others(services, {one: rows[one] for one in rows.keys() - current.keys()})
        note_rules(services.catalog.engine, rows, RULES_VERSION)
        written = services.catalog.materials(current)
    for item in read:
        if item.material.id in written:
            of_material = tuple(rows.get(item.material.id, ()))
            yield Outcome(
                "questions",
                written[item.material.id],
                rows=of_material,
                seconds=item.seconds,
                extraction=item.extraction,
            )
        else:
            yield _failure(item.material, errors.deleted())


def write_again(services: Services, material_ids: Collection[str]) -> None:
    """Write those of these that are in the bank again, as they are now. Needs the bank's lease.

    They get the answers that keys and sidecars give them now, and the place of their older versions. Where that
    changes nothing, nothing is written.
    """
    materials = services.catalog.materials(material_ids).values()
    earlier = {one.id: services.catalog.earlier_versions(one) for one in materials if not one.discarded}
    rows = _rows_of_papers(services, material_ids, services.catalog.keys_of_papers(), earlier)
    standing = services.bank.questions_by_material(rows)
    changed = {one: of_paper for one, of_paper in rows.items() if earlier[one] or of_paper != standing[one]}
    if not changed:
        return
    replaced = {version: one for one in changed for version in earlier[one]}
    services.bank.replace([*changed, *replaced], list(chain.from_iterable(changed.values())))
    for version, one in replaced.items():
        services.catalog.supersede(version, by=one)
    _record_others(services, changed)
    note_rules(services.catalog.engine, changed, RULES_VERSION)


def _rows(
    services: Services, serving: Sequence[_Read], earlier: Mapping[str, Sequence[str]]
) -> dict[str, list[BankQuestion]]:
    keys = services.catalog.keys_of_papers()
    rows = _with_ids(
        services, [_Paper(item.material, item.extraction.questions) for item in serving], keys, earlier
    )
    new_keys = {item.material.id for item in serving if item.extraction.answers}
    answered_papers = {paper for paper, named_for in keys.items() if new_keys.intersection(named_for)}
    return rows | _rows_of_papers(services, answered_papers - rows.keys(), keys)


def _rows_of_papers(
    services: Services,
    paper_ids: Collection[str],
    keys: Mapping[str, Sequence[str]],
    earlier: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> dict[str, list[BankQuestion]]:
    """The rows of papers that are in the bank, from what was read of them before."""
    papers: list[_Paper] = []
    for paper in services.catalog.materials(paper_ids).values():
        if paper.discarded or paper.finished_stage not in ("questions", "embeddings"):
            continue
        try:
            questions = stored_extraction(services, paper).extraction.questions
        except UnreadableMaterial as error:
            log.warning("The answers of a paper stay as they are. %s", error.about(paper.title))
            continue
        papers.append(_Paper(paper, questions))
    return _with_ids(services, papers, keys, earlier)


def _with_ids(
    services: Services,
    papers: Sequence[_Paper],
    keys: Mapping[str, Sequence[str]],
    earlier: Mapping[str, Sequence[str]],
) -> dict[str, list[BankQuestion]]:
    """The rows of papers, with their answers and ids; the bank is asked twice, however many papers they are."""
    versions = {
        paper.material.id: [paper.material.id, *earlier.get(paper.material.id, ())] for paper in papers
    }
    standing = services.bank.questions_by_material(set(chain.from_iterable(versions.values())))
    known = {one: _known([standing[version] for version in versions[one]]) for one in versions}
    ids = {one.material.id: one.ids(known[one.material.id]) for one in papers}
    owners = services.bank.owners(list(chain.from_iterable(ids.values())))
    rows: dict[str, list[BankQuestion]] = {}
    for paper in papers:
        one = paper.material.id
        of_others = {each for each in ids[one] if owners.get(each, one) not in versions[one]}
        given = paper.ids(known[one], of_others) if of_others else ids[one]
        questions = answered(services, paper.material, paper.questions, keys.get(one, []))
        rows[one] = [
            BankQuestion(question_id, one, position, question)
            for position, (question_id, question) in enumerate(zip(given, questions, strict=True))
        ]
    return rows


def _known(versions: Sequence[Sequence[BankQuestion]]) -> list[KnownQuestion]:
    """The questions that may keep their ids: those of the newest of these versions that has any."""
    newest = next((rows for rows in versions if rows), ())
    return [KnownQuestion.of(row.question, row.id) for row in newest]


def _record(services: Services, item: _Read, rows: Sequence[BankQuestion]) -> None:
    answers = len(item.extraction.answers) if item.extraction.kind == "answer_key" else _answers(rows)
    services.catalog.finish_questions(
        item.material.id,
        kind=item.extraction.kind,
        questions=len(rows),
        answers=answers,
        flags=item.extraction.flags,
        seconds=item.seconds,
        embedded=_still_embedded(services, item.material),
    )


def _record_others(services: Services, rows: Mapping[str, Sequence[BankQuestion]]) -> None:
    """Record papers that were written again outside a run of their own.

    One that other rules had read goes through again: its texts may be others now, and want their vectors.
    """
    for one, of_paper in rows.items():
        if of_paper:
            services.catalog.set_answers_found(one, _answers(of_paper))
    services.catalog.take_again(to_be_read_again(services, services.catalog.materials(rows).values()))


def _still_embedded(services: Services, material: Material) -> bool:
    """Whether a material that was complete stays so, because no text of it changed."""
    if material.finished_stage != "embeddings":
        return False
    return not services.bank.without_vector(services.embedder.space, [material.id])


def _answers(rows: Sequence[BankQuestion]) -> int:
    return sum(row.question.answer is not None for row in rows)


def _failure(material: Material, error: UnreadableMaterial, flags: Sequence[str] | None = None) -> Outcome:
    return Outcome("questions", material, error=error, flags=None if flags is None else tuple(flags))
