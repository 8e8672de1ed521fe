"""Every flag has its words in both languages, its line in the docs, and a paper of ours that shows it."""

import re
from pathlib import Path

import pytest

from study_pipeline.questions.confidence import BEST, FACTORS
from study_pipeline.questions.extraction import extract
from study_pipeline.questions.flags import MATERIAL_FLAGS, QUESTION_FLAGS, WORDS, Flag, in_words
from study_pipeline_tests.messages import read_catalogue
from study_pipeline_tests.questions.flagged import ON_MATERIALS, ON_QUESTIONS, PAPER
from study_pipeline_tests.questions.papers import page

DOCUMENT = (Path(__file__).parents[2] / "docs" / "extraction.md").read_text("utf-8")
ROW = re.compile(r"^\| `(\w+)` \| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
FLAGS: tuple[Flag, ...] = (*QUESTION_FLAGS, *MATERIAL_FLAGS)


def test_the_paper_of_these_tests_has_no_flag_as_it_is() -> None:
    read = extract([page(PAPER)])
    assert (read.flags, [question.flags for question in read.questions]) == ((), [()] * 3)


def test_each_flag_has_a_paper_that_shows_it() -> None:
    assert ON_QUESTIONS.keys() == set(QUESTION_FLAGS)
    assert ON_MATERIALS.keys() == set(MATERIAL_FLAGS)


@pytest.mark.parametrize("flag", ON_QUESTIONS)
def test_a_question_that_is_odd_in_this_way_says_so_and_costs_what_it_should(
    flag: str, tmp_path: Path
) -> None:
    questions = ON_QUESTIONS[flag](tmp_path).questions
    odd = [question for question in questions if flag in question.flags]
    assert odd
    assert all(question.confidence <= round(BEST * FACTORS.get(flag, 1.0), 3) for question in odd)


@pytest.mark.parametrize("flag", ON_MATERIALS)
def test_a_material_that_is_odd_in_this_way_says_so(flag: str, tmp_path: Path) -> None:
    assert flag in ON_MATERIALS[flag](tmp_path).flags


def test_each_flag_has_words_and_its_line_in_the_docs_in_both_languages() -> None:
    korean = read_catalogue("ko")
    rows = {row[0]: row[1:] for row in ROW.findall(DOCUMENT)}
    assert WORDS.keys() == rows.keys() == set(FLAGS)
    for flag in FLAGS:
        translation = korean.get(WORDS[flag])
        assert translation is not None
        assert rows[flag][:2] == (WORDS[flag], translation.string)


def test_the_docs_say_what_each_flag_costs() -> None:
    costs = {row[0]: row[3] for row in ROW.findall(DOCUMENT)}
    for flag in QUESTION_FLAGS:
        assert costs[flag] == (f"{FACTORS[flag]:g}" if flag in FACTORS else "–")


def test_flags_have_words_in_english_and_in_korean(monkeypatch: pytest.MonkeyPatch) -> None:
    assert in_words("option_missing") == "fewer options than usual"
    monkeypatch.setenv("STUDY_LANGUAGE", "ko")
    assert in_words("option_missing") == "선택지가 다른 문항보다 적음"


def test_a_flag_of_another_version_of_the_rules_stays_as_it_is() -> None:
    assert in_words("of_the_year_2031") == "of_the_year_2031"


def test_no_flag_is_in_the_list_twice() -> None:
    assert len(FLAGS) == len(set(FLAGS))
