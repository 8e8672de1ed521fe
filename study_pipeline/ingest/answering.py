"""Which answers a paper's questions have: printed in the paper, or in an answer key that is named for it."""

from collections.abc import Sequence

from study_pipeline.ingest.reading import stored_extraction
from study_pipeline.ingest.services import Services
from study_pipeline.questions.answer_keys import apply_key
from study_pipeline.questions.extraction import RULES_VERSION
from study_pipeline.questions.model import KeyEntry, Question
from study_pipeline.resources.catalog_records import Material


def answered_questions(services: Services, paper: Material, key_ids: Sequence[str]) -> tuple[Question, ...]:
    """A paper's questions with the answers of the keys that are named for it and already read."""
    questions = stored_extraction(services, paper).extraction.questions
    keys = services.catalog.materials(key_ids)
    for key_id in key_ids:
        entries = _entries(services, keys[key_id])
        if entries:
            questions = apply_key(questions, entries)
    return questions


def _entries(services: Services, key: Material) -> tuple[KeyEntry, ...]:
    if key.sha256 is None:
        return ()
    stored = services.store.extraction(key.sha256, rules_version=RULES_VERSION)
    return stored.extraction.answers if stored else ()
