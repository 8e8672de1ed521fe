"""Which answers a paper's questions have: printed in the paper, or in an answer key that is named for it."""

from collections.abc import Sequence

from study_pipeline.ingest.reading import stored_extraction
from study_pipeline.ingest.services import Services
from study_pipeline.materials.errors import UnreadableMaterial
from study_pipeline.questions.answer_keys import apply_key
from study_pipeline.questions.model import KeyEntry, Question
from study_pipeline.resources.catalog_records import Material


def answered(
    services: Services, questions: tuple[Question, ...], key_ids: Sequence[str]
) -> tuple[Question, ...]:
    """A paper's questions with the answers of the keys that are named for it and already read."""
    keys = services.catalog.materials(key_ids)
    for key_id in key_ids:
        entries = _entries(services, keys[key_id]) if key_id in keys else ()
        if entries:
            questions = apply_key(questions, entries)
    return questions


def _entries(services: Services, key: Material) -> tuple[KeyEntry, ...]:
    if key.finished_stage is None:  # its own run will read it, and write its papers again
        return ()
    try:
        return stored_extraction(services, key).extraction.answers
    except UnreadableMaterial:  # it was read once, and its bytes are gone; its own run says so
        return ()
