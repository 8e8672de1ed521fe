"""Sidecars: what is read of them, what is a warning, and which line is blamed for what cannot be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study_pipeline.materials.sidecar import MAX_BYTES, GivenAnswer, Sidecar, UnfitSidecar, read_sidecar


def read(text: str) -> Sidecar:
    return read_sidecar(text.encode())


def test_every_field_is_read_as_it_is_written() -> None:
    said = read(
        "title:  2026   수능\ndescription: 3월\nowner: 국어과\npriority: high\nanswers: {01: ③, 2: yes}\n"
    )
    assert (said.title, said.description, said.owner, said.lane) == ("2026 수능", "3월", "국어과", "high")
    assert said.answers == (GivenAnswer("01", "③"), GivenAnswer("2", "yes"))
    assert said.warnings == ()


def test_answers_may_stand_below_their_section_and_be_several() -> None:
    said = read("answers:\n  화법: {35: 2}\n  언어:\n    35: [①, ④]\n")
    assert said.answers == (GivenAnswer("35", "2", "화법"), GivenAnswer("35", ("①", "④"), "언어"))


@pytest.mark.parametrize("name", ["key.pdf", "2026 정답표.PDF", "정답 (최종).pdf"])
def test_the_name_of_a_key_may_stand_in_place_of_answers(name: str) -> None:
    assert read(f"answers: {name}\n") == Sidecar(key=name)


@pytest.mark.parametrize("text", ["", "# nothing\n", "title:\nowner: ~\nanswers:\n", "\ufefftitle: ''"])
def test_what_is_left_open_says_nothing(text: str) -> None:
    assert read(text) == Sidecar()


def test_the_readme_s_example_is_read_without_a_warning() -> None:
    said = read(
        "title: 가\npriority: high   # or low\nanswers: {1: ③, 2: [①, ④], 화법과 작문: {35: 2}}  # x\n"
    )
    assert [answer.number for answer in said.answers] == ["1", "2", "35"]
    assert said.warnings == ()


UNFIT = [
    (b"title: a\nanswers: [B\n", 3, "not YAML"),
    (b"title: a\ntitle: b\n", 2, "second time"),
    (b"- title\n", 1, "`name: value`"),
    (b"a: &x [1]\nb: [*x, *x]\n", 1, "need quotes"),
    (b"title: ok\nowner: !!python/object/apply:os.system [x]\n", 2, "needs quotes"),
    (b"[" * 60_000, 1, "nested too deep"),
    (b"title: a\n\xb0\xa1\n", 2, "not UTF-8"),
    (b"title: a\nowner: \x01\n", 2, "no text holds"),
    (b"a: 1\n---\nb: 2\n", 2, "second file"),
    (b"#" * (MAX_BYTES + 1), 1, "more than 64 KB"),
    (b"owner: x\ntitle: " + b"t" * 201, 2, "longer than 200"),
    (b"title: {a: b}\n", 1, "single value"),
    (b"title: a\npriority: urgent\n", 2, "high, default, low"),
    (b"answers:\n  1: ~\n", 2, "a label or a short text"),
    (b"title: a\nanswers: key.txt\n", 2, "name of a key PDF in the same folder"),
    (b"answers: ../key.pdf\n", 1, "name of a key PDF in the same folder"),
    (b"answers: keys/key.pdf\n", 1, "name of a key PDF in the same folder"),
    (b"answers: 'keys\\key.pdf'\n", 1, "name of a key PDF in the same folder"),
    (b"answers: .key.pdf\n", 1, "name of a key PDF in the same folder"),
    (b"answers: " + b"k" * 252 + b".pdf\n", 1, "name of a key PDF in the same folder"),
    (b"answers: [key.pdf]\n", 1, "`name: value`"),
    (b"title: 2026: exam\n", 1, "not YAML"),
]


@pytest.mark.parametrize(("content", "line", "problem"), UNFIT)
def test_what_cannot_be_read_is_one_sentence_with_its_line(content: bytes, line: int, problem: str) -> None:
    with pytest.raises(UnfitSidecar, match=problem) as caught:
        read_sidecar(content)
    assert caught.value.line == line
    assert str(caught.value).startswith(f"line {line}: ")


@given(
    st.one_of(
        st.binary(max_size=300), st.text("title: &*!-[]{}'\"\n\t#|>%@`~1", max_size=120).map(str.encode)
    )
)
def test_any_bytes_are_a_sidecar_or_an_error_with_a_line_that_exists(content: bytes) -> None:
    line = 1
    try:
        read_sidecar(content)
    except UnfitSidecar as error:
        line = error.line
    assert 1 <= line <= content.count(b"\n") + content.count(b"\r") + 2
