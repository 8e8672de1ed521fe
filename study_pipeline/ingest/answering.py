"""Which answers a paper's questions have: printed in it, in an answer key named for it, or in its sidecar."""

from collections.abc import Sequence

from study_pipeline.ingest.reading import stored_extraction
from study_pipeline.ingest.services import Services
from study_pipeline.materials.errors import UnreadableMaterial
from study_pipeline.materials.sidecar import GivenAnswer
from study_pipeline.questions.answers.answer_keys import apply_key
from study_pipeline.questions.answers.key_application import without_question
from study_pipeline.questions.model import KeyEntry, Question
from study_pipeline.resources.catalog.records import Material
from study_pipeline.resources.catalog.sidecar_notes import note_unused_answers
from study_pipeline.resources.catalog.sidecars import answers_of


def answered(
    services: Services, paper: Material, questions: tuple[Question, ...], key_ids: Sequence[str]
) -> tuple[Question, ...]:
    """A paper's questions with the answers of its keys, and then of its sidecars.

    Where they differ, the last word is the sidecar's: a person wrote it for this paper. What it answers and the
    paper does not have is noted in the catalog, for `status` to tell.
    """
    keys = services.catalog.materials(key_ids)
    for key_id in key_ids:
        entries = _entries(services, keys[key_id]) if key_id in keys else ()
        if entries:
            questions = apply_key(questions, entries)
    given = [_entry(answer) for answer in answers_of(services.catalog.engine, paper.id)]
    note_unused_answers(
        services.catalog.engine, paper.id, [_name(one) for one in without_question(questions, given)]
    )
    return apply_key(questions, given) if given else questions


def _entry(given: GivenAnswer) -> KeyEntry:
    answer = given.answer if isinstance(given.answer, str) else list(given.answer)
    return KeyEntry(given.number, answer, given.section)


def _name(entry: KeyEntry) -> str:
    return f"{entry.section} {entry.number}" if entry.section else entry.number


def _entries(services: Services, key: Material) -> tuple[KeyEntry, ...]:
    """A key's entries; until a newer version of it is read, those of the one before."""
    if key.finished_stage is None:  # its own run will read it, and write its papers again
        earlier = services.catalog.earlier_versions(key)
        found = services.catalog.materials(earlier)
        done = [found[version] for version in earlier if found[version].finished_stage is not None]
        return _entries(services, done[0]) if done else ()
    try:
        return stored_extraction(services, key).extraction.answers
    except UnreadableMaterial:  # it was read once, and its bytes are gone; its own run says so
        return ()
