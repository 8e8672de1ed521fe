"""One paper of our own for each flag, that shows it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from study_pipeline.materials.pages.page import Page, Word
from study_pipeline.materials.pages.recognised import READ_FROM_PICTURE, UNSURE_FROM_PICTURE
from study_pipeline.questions.answers.answer_keys import apply_key
from study_pipeline.questions.extraction import extract
from study_pipeline.questions.flags import Flag, MaterialFlag, QuestionFlag
from study_pipeline.questions.model import Answer, Extraction, KeyEntry
from study_pipeline.resources.pdf.tasks import PdfTask
from study_pipeline.resources.pdf.worker import answer
from study_pipeline_tests.hostile import make
from study_pipeline_tests.pdfs import stems_about, write_paper, write_picture_only
from study_pipeline_tests.questions.papers import page

PAPER = """
1. 다음 중 과일은?
   ① 사과   ② 당근   ③ 감자   ④ 오이
2. 다음 중 채소는?
   ① 배   ② 상추   ③ 포도   ④ 딸기
3. 다음 중 곡식은?
   ① 쌀   ② 감   ③ 무   ④ 파
"""
LOOSE = "\n".join(f"Text of row {row} that belongs to no question of this paper at all." for row in range(9))
UNKNOWN = b"\n".join(b"<%02X> <FFFD>" % code for code in range(0x20, 0x7F))  # what every letter is mapped to

Show = Callable[[Path], Extraction]


def changed(old: str, new: str) -> Show:
    """The paper with one place printed otherwise."""
    assert old in PAPER
    return lambda _: extract([page(PAPER.replace(old, new))])


def with_key(said: Answer, *, also: Answer | None = None, paper: str = PAPER) -> Show:
    """The paper with what a key says of its first question, once or twice."""
    entries = [KeyEntry("1", one) for one in (said, also) if one is not None]

    def show(_: Path) -> Extraction:
        read = extract([page(paper)])
        return replace(read, questions=apply_key(read.questions, entries))

    return show


def with_pictured_key(_: Path) -> Extraction:
    """The paper, and a key that OCR read."""
    read = extract([page(PAPER)])
    return replace(read, questions=apply_key(read.questions, [KeyEntry("1", "①", from_picture=True)]))


def with_long_key(_: Path) -> Extraction:
    """Five questions, and a key of six."""
    more = PAPER.replace("1. ", "4. ").replace("2. ", "5. ").replace("3. ", "6. ")
    read = extract([page(PAPER + more.strip("\n").rpartition("6. ")[0])])
    entries = [KeyEntry(str(number), "①") for number in range(1, 7)]
    return replace(read, questions=apply_key(read.questions, entries))


def with_font(text: str, font: str) -> Show:
    """The paper with ``text`` set in another font."""

    def set_in(word: Word) -> Word:
        return replace(word, font=font) if word.text == text else word

    def show(_: Path) -> Extraction:
        whole = page(PAPER)
        lines = tuple(replace(line, words=tuple(map(set_in, line.words))) for line in whole.lines)
        return extract([replace(whole, lines=lines)])

    return show


def file(write: Callable[[Path], Path]) -> Show:
    """What a real PDF is read as."""

    def show(folder: Path) -> Extraction:
        read = answer(PdfTask("extract", write(folder / "paper.pdf"))).extraction
        assert read is not None
        return read

    return show


def write_unmapped(path: Path) -> Path:
    """A page whose font maps each of its letters to the sign for an unknown one."""
    table = b"1 begincodespacerange <00> <FF> endcodespacerange\n95 beginbfchar\n%s\nendbfchar" % UNKNOWN
    make.write_page(path, make.stream(make.text_of()), make.stream(table))
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"/BaseFont /Helvetica", b"/BaseFont /Helvetica /ToUnicode 6 0 R"))
    return path


def write_cut_off(path: Path) -> Path:
    """A paper that lacks its end, and can be opened all the same."""
    whole = write_paper(path, stems_about("seas")).read_bytes()
    path.write_bytes(whole[: whole.rindex(b"xref")])
    return path


def with_page_flag(read: Page) -> Show:
    return lambda _: extract([page(PAPER), read, page(PAPER, number=3)])


ON_QUESTIONS: Mapping[QuestionFlag, Show] = {
    "option_missing": changed("   ④ 오이", ""),
    "option_empty": changed("② 당근", "②"),
    "duplicate_label": changed("② 당근   ③ 감자", "② 당근   ② 감자"),
    "number_gap": changed("3. ", "4. "),
    "number_repeats": lambda _: extract([page(PAPER), page(PAPER, number=2)]),
    "text_after_options": changed("2. ", "\n   밭에서 나는 것을 모두 센다고 한다.\n2. "),
    "characters_repaired": changed("다음 중 과일은?", "뺷과일전뺸에 나오는 과일은?"),
    "formula_lost": changed("다음 중 과일은?", "x \ue0c0 2 일 때 과일은?"),
    "formula_flattened": with_font("과일은?", "HyhwpEQ"),
    "stem_empty": changed("다음 중 과일은?", ""),
    "stem_long": changed("다음 중 과일은?", "과일은 나무에서 열린다. " * 150 + "다음 중 과일은?"),
    "does_not_ask": lambda _: extract(
        [page(PAPER + "[서술형 1] 산과 들의 이야기이다.\n[서술형 2] 넓이를 구하시오.\n")]
    ),
    "passage_not_closed": changed("1. ", "[1~5] 다음 글을 읽고 물음에 답하시오.\n산에 들에 꽃이 핀다.\n1. "),
    "ocr": with_font("과일은?", READ_FROM_PICTURE),
    "ocr_unsure": with_font("당근", UNSURE_FROM_PICTURE),
    "key_ocr": with_pictured_key,
    "key_ambiguous": with_key("①", also="②"),
    "key_all_credit": with_key([]),
    "key_label_unknown": with_key("⑤"),
    "key_names_more": with_long_key,
    "answer_conflict": with_key("②", paper=PAPER.replace("2. ", "정답 ①\n2. ")),
}
ON_MATERIALS: Mapping[MaterialFlag, Show] = {
    "no_text": with_page_flag(Page(2, 595, 842, (), (), (), ("no_text",))),
    "unmapped_font": file(write_unmapped),
    "formula_font": with_page_flag(page("뒷면", number=2, flags=("formula_font",))),
    "pages_unreadable": file(make.write_missing_page),
    "file_damaged": file(make.write_broken_font),
    "needs_ocr": file(write_picture_only),
    "ocr_pages": with_page_flag(page("뒷면", number=2, flags=("ocr_pages",))),
    "ocr_failed": with_page_flag(Page(2, 595, 842, (), (), (), ("no_text", "ocr_failed"))),
    "cut_off": file(write_cut_off),
    "text_outside_questions": lambda _: extract([page(LOOSE), page(PAPER, number=2)]),
}
SHOWN: Mapping[Flag, Show] = {**ON_QUESTIONS, **ON_MATERIALS}
