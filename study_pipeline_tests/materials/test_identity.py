"""Names: keys that are safe everywhere, one spelling of a path, and which paper a key belongs to."""

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from study_pipeline.materials.identity import (
    KEY_SUFFIXES,
    LANES,
    MAX_KEY_LENGTH,
    comparable_path,
    content_hash,
    lane_of,
    paper_path_of,
    partition_key,
    upload_path,
)

SHA256 = content_hash(b"a paper")
paths = st.text() | st.text(st.characters(codec=None))  # lone surrogates too, as in names that are not UTF-8

nasty = [
    "two\nlines.pdf",
    "../../etc/passwd.pdf",
    "a\x00b.pdf",
    "🎓 시험 🎉.pdf",
    "exam\u202efdp.exe",
    "가" * 85 + ".pdf",
    "...pdf",
    "___.pdf",
    "İstanbul SINAVI.pdf",
    "\udcbc\udcf6.pdf",
    "①②③ Ⅷ ½.pdf",
    "",
]


def examples(test):
    for name in nasty:
        test = example(path=name)(test)
    return test


@examples
@given(path=paths)
def test_a_key_holds_only_letters_digits_and_hyphens_and_is_short(path: str) -> None:
    key = partition_key(path, SHA256)
    assert len(key) <= MAX_KEY_LENGTH
    assert all(character.isalnum() or character == "-" for character in key)
    assert key.endswith(f"-{SHA256[:8]}")
    assert not key.startswith("-")
    assert "--" not in key
    assert key == key.strip() == unicodedata.normalize("NFC", key)
    key.encode("utf-8")


@examples
@given(path=paths)
def test_the_spelling_on_a_mac_gives_the_same_key_and_the_same_path(path: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, path) for form in ("NFC", "NFD"))
    assert partition_key(composed, SHA256) == partition_key(decomposed, SHA256)
    assert upload_path(composed) == upload_path(decomposed)
    assert comparable_path(composed) == comparable_path(decomposed)


@examples
@given(path=paths)
def test_a_path_has_one_spelling_that_any_database_takes(path: str) -> None:
    spelled = upload_path(path)
    spelled.encode("utf-8")
    assert upload_path(spelled) == spelled
    assert comparable_path(comparable_path(path)) == comparable_path(path)


def test_a_key_can_be_read_by_people() -> None:
    assert (
        partition_key("2026/고1 국어_모의평가 (홀수형).pdf", SHA256)
        == f"고1-국어-모의평가-홀수형-{SHA256[:8]}"
    )
    assert partition_key("Mock Exam, Form B.PDF", SHA256) == f"mock-exam-form-b-{SHA256[:8]}"
    assert partition_key("第一次模擬試験.pdf", SHA256) == f"第一次模擬試験-{SHA256[:8]}"
    assert partition_key("!!!.pdf", SHA256) == f"material-{SHA256[:8]}"


def test_two_contents_under_one_name_have_different_keys() -> None:
    assert partition_key("a.pdf", SHA256) != partition_key("a.pdf", content_hash(b"another paper"))


def test_bytes_that_are_no_utf_8_keep_two_names_apart() -> None:
    names = {
        upload_path(raw.encode("cp949").decode("utf-8", "surrogateescape"))
        for raw in ("수학.pdf", "국어.pdf")
    }
    assert names == {"%BC%F6%C7%D0.pdf", "%B1%B9%BE%EE.pdf"}


@pytest.mark.parametrize(
    ("path", "lane"),
    [
        ("high/a.pdf", "high"),
        ("low/2026/a.pdf", "low"),
        ("default/a.pdf", "default"),
        ("a.pdf", "default"),
        ("high.pdf", "default"),
        ("2026/high/a.pdf", "default"),
        ("highest/a.pdf", "default"),
        ("low\\a.pdf", "low"),
        ("", "default"),
    ],
)
def test_the_first_folder_names_the_lane(path: str, lane: str) -> None:
    assert lane_of(path) == lane


@given(path=paths)
def test_every_path_has_a_lane(path: str) -> None:
    assert lane_of(path) in LANES


@pytest.mark.parametrize("suffix", KEY_SUFFIXES)
@pytest.mark.parametrize("stem", ["exam", "수능 국어 홀수형", "期末考", "a_key"])
def test_a_key_is_named_like_its_paper_with_a_suffix(stem: str, suffix: str) -> None:
    assert paper_path_of(f"2026/{stem}{suffix}.pdf") == comparable_path(f"2026/{stem}.pdf")
    assert paper_path_of(f"2026/{stem}{suffix}.PDF".upper()) == comparable_path(f"2026/{stem}.pdf")
    decomposed = unicodedata.normalize("NFD", f"2026/{stem}{suffix}.pdf")
    assert paper_path_of(decomposed) == comparable_path(f"2026/{stem}.pdf")


@pytest.mark.parametrize(
    "path", ["exam.pdf", "_key.pdf", "monkey.pdf", "exam_keys.pdf", "정답.pdf", "exam key.pdf", ""]
)
def test_other_names_belong_to_no_paper(path: str) -> None:
    assert paper_path_of(path) is None


@given(path=paths)
def test_a_key_s_paper_is_in_the_key_s_folder(path: str) -> None:
    paper = paper_path_of(path)
    assert (
        paper is None
        or paper.rpartition("/")[0] == re.sub("/+", "/", comparable_path(path)).rpartition("/")[0]
    )
