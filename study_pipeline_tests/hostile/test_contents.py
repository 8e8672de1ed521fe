"""PDFs whose bytes are wrong, costly or circular: each gets one sentence, and the paper beside it is read."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from study_pipeline.ingest.services import Services
from study_pipeline.questions.extraction import RULES_VERSION
from study_pipeline_tests.hostile import make
from study_pipeline_tests.hostile.neighbours import ends_beside_a_good_one, is_one_sentence
from study_pipeline_tests.ingest.flow import answers, drop, named
from study_pipeline_tests.pdfs import KOREAN_PAPER, stems_about, write_locked, write_paper, write_picture_only

NOT_A_PDF = "is not a PDF: save or print it as a PDF and upload that."
DAMAGED = "is damaged or incomplete and cannot be opened: upload it again."
NO_PAGE = "has no readable page: upload a copy that opens in a PDF viewer."
TOO_MUCH = "made the PDF reader crash or run out of memory: save it anew from its editor."
TOO_LONG = (
    "could not be read within 5 s (STUDY_PDF_TIMEOUT_SECONDS): split it, or save it anew from its editor."
)
LIMITS = (TOO_MUCH, TOO_LONG)  # which of the two a costly file meets first depends on the machine
NO_TEXT = (
    "has no text to read, only pictures or outlines of letters: upload a version whose text can be selected, "
    "or switch OCR on (STUDY_OCR)."
)
LEFT_ON_THE_OTHERS = "no question was found on the others: upload it again."
BLANK = "shows nothing that can be read on any page: save it anew from its editor and upload that."


def refused(services: Services, write: Callable[[Path], object]) -> str:
    """The sentence that a hostile file gets, without its name."""
    write(services.settings.uploads / "bad.pdf")
    bad = ends_beside_a_good_one(services, "bad.pdf")
    assert (bad.status, bad.questions) == ("failed", None)
    sentence = bad.error_message or ""
    assert is_one_sentence(sentence)
    name, _, problem = sentence.partition(" ")
    assert name in ("bad.pdf", "bad")
    assert services.bank.questions_of(bad.id) == []
    return problem


def test_what_is_not_a_pdf_is_refused(services: Services) -> None:
    assert refused(services, lambda path: path.write_text("<html>Please log in.</html>")) == NOT_A_PDF


def test_a_file_of_0_bytes_is_refused(services: Services) -> None:
    assert refused(services, Path.touch) == "is empty (0 bytes): upload it again."


def test_a_pdf_with_a_user_password_is_refused(services: Services) -> None:
    assert refused(services, write_locked) == "is locked with a password: upload a copy without one."


def test_a_pdf_with_an_owner_password_only_is_read(services: Services) -> None:
    assert questions_of(services, make.write_owner_locked) == 1


def test_junk_before_the_header_is_read_over(services: Services) -> None:
    def write(path: Path) -> None:
        path.write_bytes(b"\x00\xffContent-Type: application/pdf\r\n\r\n" + KOREAN_PAPER.read_bytes())

    assert questions_of(services, write) > 1


def test_a_pdf_without_a_text_layer_fails_as_needing_ocr_and_is_not_done_with_0_questions(
    services: Services,
) -> None:
    assert refused(services, make.write_picture) == NO_TEXT
    assert needs_ocr(services)


def test_letters_drawn_as_outlines_fail_as_needing_ocr(services: Services) -> None:
    assert refused(services, write_picture_only) == NO_TEXT
    assert needs_ocr(services)


def needs_ocr(services: Services) -> bool:
    (bad,) = services.catalog.find("bad.pdf")
    return bad.flags == ("needs_ocr",)


def test_20_000_blank_pages_are_refused_for_their_number(services: Services) -> None:
    sentence = refused(services, make.write_blank_pages)
    assert sentence == "has 20000 pages, more than the limit of 2000 (STUDY_MAX_PAGES): split it."


@pytest.mark.parametrize("pages", [1, 90])
def test_blank_pages_within_the_limit_fail_and_are_not_done_with_0_questions(
    services: Services, pages: int
) -> None:
    assert refused(services, lambda path: make.write_blank_pages(path, pages)) == BLANK


def test_a_few_kilobytes_that_unpack_to_hundreds_of_megabytes_are_refused(services: Services) -> None:
    assert refused(services, make.write_bomb) in LIMITS


def test_3_million_rectangles_are_refused(services: Services) -> None:
    assert refused(services, make.write_rectangles) in LIMITS


def test_as_many_rectangles_as_memory_holds_are_read_within_the_time_limit(services: Services) -> None:
    assert refused(services, lambda path: make.write_rectangles(path, 100_000)) == NO_TEXT


def test_a_page_10_m_wide_is_read(services: Services) -> None:
    assert questions_of(services, make.write_wide) == 1


def test_a_form_that_draws_itself_is_refused(services: Services) -> None:
    assert refused(services, make.write_form_cycle) in LIMITS


def test_a_page_tree_that_holds_itself_is_refused(services: Services) -> None:
    assert refused(services, make.write_page_tree_cycle) == NO_PAGE


def test_a_page_that_is_missing_among_good_ones_is_counted_and_the_others_are_read(
    services: Services,
) -> None:
    assert questions_of(services, make.write_missing_page) == 1
    assert named(services, "odd.pdf").flags == ("pages_unreadable",)


def test_a_page_that_breaks_off_among_good_ones_is_counted_and_the_others_are_read(
    services: Services,
) -> None:
    other = ("2. Where does it rain?", *make.QUESTION[1:])
    third = ("3. Where does it snow?", *make.QUESTION[1:])
    pages = (make.QUESTION, other, third)
    assert questions_of(services, lambda path: make.write_broken_page(path, *pages, broken=3)) >= 2
    odd = named(services, "odd.pdf")
    assert odd.flags == ("pages_unreadable",)
    stored = services.store.extraction(odd.sha256 or "", rules_version=RULES_VERSION)
    assert stored is not None
    assert stored.extraction.unreadable_pages == (3,)


def test_a_font_that_is_damaged_is_said_and_the_questions_are_read(services: Services) -> None:
    assert questions_of(services, make.write_broken_font) == 1
    assert named(services, "odd.pdf").flags == ("file_damaged",)


def test_a_damaged_paper_without_a_question_left_fails_and_is_not_taken_for_notes(services: Services) -> None:
    cover = ("A test of rivers", "Write your name on each sheet.")
    damaged = f"has pages that are damaged (2), and {LEFT_ON_THE_OTHERS}"
    assert (
        refused(services, lambda path: make.write_broken_page(path, cover, make.QUESTION, broken=2))
        == damaged
    )


def test_a_paper_whose_pages_are_all_damaged_fails(services: Services) -> None:
    damaged = f"has pages that are damaged (1), and {LEFT_ON_THE_OTHERS}"
    assert refused(services, lambda path: make.write_broken_page(path, make.QUESTION, broken=1)) == damaged


def test_a_paper_cut_off_behind_its_cover_fails_and_is_not_taken_for_notes(services: Services) -> None:
    def write(path: Path) -> None:
        cover = make.stream(make.text_of(("A test of rivers", "Write your name on each sheet.")))
        make.write_sheets(path, [cover, make.stream(make.text_of())])
        make.cut_open(path, path.read_bytes().index(b"Where does"))

    assert refused(services, write) == (
        "is damaged, and no question was found in what can still be read of it: upload it again."
    )


def test_a_stream_whose_length_is_itself_is_read(services: Services) -> None:
    assert questions_of(services, make.write_length_cycle) == 1


def test_scripts_launch_actions_and_embedded_files_do_nothing_and_the_paper_is_read(
    services: Services,
) -> None:
    assert questions_of(services, make.write_with_programs) == 1
    assert list(services.settings.data.rglob("a.exe")) == []


def questions_of(services: Services, write: Callable[[Path], object]) -> int:
    """How many questions are read from a file that is odd, and no worse."""
    write(services.settings.uploads / "odd.pdf")
    odd = ends_beside_a_good_one(services, "odd.pdf")
    assert (odd.status, odd.error_message) == ("completed", None)
    assert len(answers(services, "odd.pdf")) == odd.questions
    return odd.questions or 0


def test_a_paper_cut_off_at_20_points_is_refused_or_read_each_time(services: Services) -> None:
    pieces = make.cut(KOREAN_PAPER.read_bytes(), points=20)
    for number, piece in enumerate(pieces):
        (services.settings.uploads / f"cut {number}.pdf").write_bytes(piece)
    ends_beside_a_good_one(services, "cut 0.pdf")
    ends = {m.title: m for m in services.catalog.all_materials() if m.title.startswith("cut ")}
    assert len(ends) == 20
    for title, material in ends.items():
        assert material.error_message == f"{title}.pdf {DAMAGED}"
        assert material.status == "failed"


def test_a_paper_cut_off_at_20_points_that_still_opens_is_flagged_or_fails_and_is_never_silently_less(
    services: Services, tmp_path: Path
) -> None:
    pages = [
        make.stream(make.text_of((f"{n}. Where is river {n}?", *make.QUESTION[1:]))) for n in range(1, 6)
    ]
    length = len(make.write_sheets(tmp_path / "whole.pdf", pages).read_bytes())
    for number in range(20):
        piece = make.write_sheets(services.settings.uploads / f"cut {number}.pdf", pages)
        make.cut_open(piece, length * (number + 1) // 21)
    ends_beside_a_good_one(services, "cut 0.pdf")
    ends = [m for m in services.catalog.all_materials() if m.title.startswith("cut ")]
    assert len(ends) == 20
    assert {material.questions for material in ends} >= {1, 2, 3, 4, 5}
    for material in ends:
        if material.status == "failed":
            assert is_one_sentence(material.error_message or "")
        else:
            assert (material.status, "cut_off" in material.flags) == ("completed", True)


def test_a_paper_without_its_end_that_still_opens_is_read_and_flagged(services: Services) -> None:
    whole = write_paper(services.settings.uploads / "whole.pdf", stems_about("seas", count=20)).read_bytes()

    def write(path: Path) -> None:
        path.write_bytes(whole[: whole.rindex(b"xref")])

    assert questions_of(services, write) == 20
    assert named(services, "odd.pdf").flags == ("cut_off",)
    assert named(services, "whole.pdf").flags == ()


def test_a_paper_that_is_damaged_between_the_door_and_its_run_says_so(services: Services) -> None:
    drop(services, KOREAN_PAPER, "bad.pdf")
    (accepted,) = services.intake.take_news().accepted
    stored = services.store.pdf(accepted.sha256 or "")
    shutil.copyfile(KOREAN_PAPER, stored)
    stored.write_bytes(stored.read_bytes()[:9_000])
    bad = ends_beside_a_good_one(services, "bad.pdf")
    assert bad.error_message == f"bad {DAMAGED}"
