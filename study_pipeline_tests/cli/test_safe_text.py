import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study_pipeline.cli.printing import Column, Row, print_listing, say
from study_pipeline.cli.safe_text import one_line, printable
from study_pipeline.materials.shown_names import UNSAFE_CATEGORIES

HOSTILE = "\x1b]0;title\x07\x1b[31m[bold red]붉은[/] :skull: \u202etxt.exe\u2028next\r"


@given(st.text())
def test_nothing_that_a_terminal_obeys_is_printed(text: str):
    assert not {unicodedata.category(c) for c in one_line(text)} & set(UNSAFE_CATEGORIES)
    assert len(printable(text)) == len(one_line(text)) == len(text)


@given(st.text(st.characters(exclude_categories=UNSAFE_CATEGORIES)))
def test_ordinary_text_of_any_script_stays_as_it_is(text: str):
    assert printable(text) == one_line(text) == text


def test_line_breaks_stay_in_text_and_not_in_names():
    assert printable("ㄱ\nㄴ") == "ㄱ\nㄴ"
    assert one_line("ㄱ\nㄴ") == "ㄱ\ufffdㄴ"


def test_markup_and_emoji_codes_are_shown_as_they_stand(capsys: pytest.CaptureFixture[str]):
    say(HOSTILE)
    print_listing([Column("file", 4)], "name", [Row([HOSTILE], HOSTILE, aside=HOSTILE, note=HOSTILE)])
    printed = capsys.readouterr().out
    assert printed.count("[bold red]붉은[/] :skull:") == 5
    assert "\x1b" not in printed
    assert "\u202e" not in printed
