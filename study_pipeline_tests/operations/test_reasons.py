"""Why materials failed is counted over two languages, and said in the one of whoever asks."""

import inspect
import time
from collections.abc import Callable

import pytest

from study_pipeline.language import LANGUAGES, Language, translate
from study_pipeline.materials import errors
from study_pipeline.materials.errors import UnreadableMaterial
from study_pipeline.operations.kept_sentences import MAX_KEPT_CHARACTERS, say_again
from study_pipeline.operations.reasons import Reason, reasons
from study_pipeline_tests.operations.test_figures import standing

VALUES: dict[str, object] = {
    "megabytes": 501.0,
    "limit": 500,
    "pages": 2_001,
    "seconds": 120.0,
    "times": 3,
    "numbers": "1, 2",
    "missing": "tesseract",
}
FAILURES = [
    one
    for _, one in inspect.getmembers(errors, inspect.isfunction)
    if inspect.signature(one).return_annotation in (UnreadableMaterial, "UnreadableMaterial")
]


def of(failure: Callable[..., UnreadableMaterial]) -> UnreadableMaterial:
    return failure(*(VALUES[name] for name in inspect.signature(failure).parameters))


@pytest.mark.parametrize("failure", FAILURES)
def test_a_failure_that_was_noted_in_two_languages_is_one_reason_in_the_reader_s(
    failure: Callable[..., UnreadableMaterial], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone: dict[Language, list[Reason]] = {}
    kept = []
    for spoken in LANGUAGES:
        monkeypatch.setenv("STUDY_LANGUAGE", spoken)
        kept.append(standing("failed", title="수학 1", sentence=of(failure).about("수학 1")))
        alone[spoken] = reasons(kept[-1:])
    for spoken in LANGUAGES:
        monkeypatch.setenv("STUDY_LANGUAGE", spoken)
        assert reasons(kept) == [Reason(alone[spoken][0].sentence, 2)]


def test_a_server_s_or_a_run_s_failure_is_one_reason_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = []
    for spoken in LANGUAGES:
        monkeypatch.setenv("STUDY_LANGUAGE", spoken)
        for title in ("국어", "영어"):
            said = translate(
                "{name} could not be handled, because of an error that nobody foresaw ({exception_class}): the "
                "run's log in the Dagster UI has it."
            ).format(name=title, exception_class="KeyError")
            kept.append(standing("failed", title=title, sentence=said))
            problem = translate(
                "no run of it began, however often it was asked for: look whether others begin."
            )
            kept.append(standing("failed", title=title, sentence=f"{title}: {problem}"))
    assert [one.materials for one in reasons(kept)] == [4, 4]


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize(
    "kept", ["", "The server is away.", "a{b}c", "{name}: {problem}", "x: y", "a" * 2_000]
)
def test_what_no_catalogue_says_stays_as_it_is(kept: str, spoken: Language) -> None:
    assert say_again(kept, spoken) == kept


def test_a_reason_that_is_stuffed_with_our_own_words_costs_no_time() -> None:
    words = "()의 상태로 돌아왔습니다. 자료 개, 문항 "
    stuffed = words * (MAX_KEPT_CHARACTERS // len(words))
    started = time.process_time()
    assert say_again(stuffed, "ko") == stuffed
    assert time.process_time() - started < 0.5
