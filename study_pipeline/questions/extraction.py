"""Pages to questions: the whole reading of one material."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from study_pipeline.materials.pages.glyphs import FORMULA_FONTS
from study_pipeline.materials.pages.page import Box, Figure, Line, Page, PageFlag
from study_pipeline.materials.pages.recognised import PICTURE_FONTS, UNSURE_FROM_PICTURE
from study_pipeline.materials.pages.rectangles import centre_in, union
from study_pipeline.questions.answers.answer_keys import apply_key, is_answer_key, read_key
from study_pipeline.questions.answers.answer_rows import (
    answer_sequence,
    take_answer_rows,
    take_answer_sequence,
)
from study_pipeline.questions.answers.bulleted_answers import bulleted_answers
from study_pipeline.questions.answers.inline_answers import (
    InlineAnswer,
    read_inline_answer,
    set_apart,
    with_remark,
)
from study_pipeline.questions.answers.key_application import in_own_labels
from study_pipeline.questions.bracket_codes import with_known_brackets
from study_pipeline.questions.confidence import judged
from study_pipeline.questions.figure_owners import NOBODY, Belongings, belongings
from study_pipeline.questions.figure_references import with_referred_figures
from study_pipeline.questions.flags import QuestionFlag
from study_pipeline.questions.marks.mark_words import isolate_marks, number_pictures
from study_pipeline.questions.marks.option_families import FamilyUse, used_families
from study_pipeline.questions.material_kind import is_scan, looks_like_paper, true_questions
from study_pipeline.questions.model import Extraction, KeyEntry, Option, Passage, Question, QuestionKind
from study_pipeline.questions.numbering import column_edges
from study_pipeline.questions.options import Edges, OptionPart, split_options
from study_pipeline.questions.picture_options import with_pictures
from study_pipeline.questions.rounds import name_rounds
from study_pipeline.questions.sections import line_sections
from study_pipeline.questions.segments import PassageSegment, QuestionSegment, cut_segments, passages_of
from study_pipeline.questions.solutions import fold_solutions, solution_heading, with_explanations
from study_pipeline.questions.text_outside import text_outside
from study_pipeline.questions.unread_formulas import unread_formulas
from study_pipeline.questions.wording import (
    BARE_INSTRUCTION,
    asks,
    ends_instruction,
    wants_prose,
    without_leaders,
    without_points,
)
from study_pipeline.questions.wrapping import Fragment, holds_substitutes, join_fragments, vocabulary_of

AFTER_MARK = re.compile(r"^[.)．](?:\s+|$)")  # of ``①.``
MAX_LABEL_CHARACTERS = 8  # of one word: longer ones are a sentence's

MAX_KEY_PAGES = 4  # at a paper's end
MIN_KEY_ENTRIES = 3
MAX_HEADINGS_TRIED = 4  # under which the key may stand: a book prints answers behind every chapter

NOTHING = Belongings()

RULES_VERSION: int = 17
"""Raised whenever a rule changes what is read: materials read by an older number can be read again."""


@dataclass(frozen=True, slots=True)
class _Paper:
    """What all questions of one paper are read with."""

    lines: tuple[Line, ...]
    uses: tuple[FamilyUse, ...]
    boxes: dict[int, tuple[Box, ...]]
    edges: Edges
    vocabulary: frozenset[str]


def extract(pages: Sequence[Page]) -> Extraction:
    """Read ``pages``, in order, as a paper, an answer key, notes, or a scan."""
    if is_scan(pages):
        return Extraction("scan", len(pages), flags=("needs_ocr",))
    if is_answer_key(pages):
        entries = read_key(pages)
        if entries:
            return Extraction("answer_key", len(pages), answers=entries, flags=_page_flags(pages))
    body, key, solutions = _split_key_pages(pages)
    body, rows = take_answer_rows(body)
    read, rows = _with_sequence(body, rows)
    if not read:
        return Extraction("notes", len(pages), flags=_page_flags(pages))
    questions = with_explanations(apply_key(read, (*rows, *key)), solutions)
    outside = text_outside(questions, body)
    return Extraction(
        "paper",
        len(pages),
        tuple(judged(questions)),
        flags=(*_page_flags(pages), *(("text_outside_questions",) if outside.is_much else ())),
        share_outside=round(outside.share, 3),
    )


def _with_sequence(
    pages: Sequence[Page], rows: tuple[KeyEntry, ...]
) -> tuple[list[Question], tuple[KeyEntry, ...]]:
    """The questions of ``pages``, and ``rows`` with the answers that a row without numbers prints for all of them."""
    body, labels = take_answer_sequence(pages)
    if labels:
        read = _read_questions(body)
        entries = answer_sequence(read, labels)
        if entries:
            return read, (*rows, *entries)
    return _read_questions(pages), rows


def _split_key_pages(
    pages: Sequence[Page],
) -> tuple[Sequence[Page], tuple[KeyEntry, ...], tuple[Line, ...]]:
    """Take off what ``pages`` print of the paper's key: the last pages, or all from its heading on.

    Gives the paper's own pages, the key's entries, and the lines of its solutions.
    """
    for start in range(max(1, len(pages) - MAX_KEY_PAGES), len(pages)):
        trailing = pages[start:]
        if is_answer_key(trailing[:1]) and is_answer_key(trailing):
            entries = read_key(trailing)
            if len(entries) >= MIN_KEY_ENTRIES:
                return pages[:start], entries, _lines_of(trailing)
    headings = [(start, solution_heading(page.lines)) for start, page in enumerate(pages)]
    for start, heading in [found for found in headings if found[1] is not None][:MAX_HEADINGS_TRIED]:
        if not heading and not start:
            continue
        page = pages[start]
        below = [replace(page, lines=page.lines[heading:]), *pages[start + 1 :]]
        entries = read_key(below)
        if len(entries) >= MIN_KEY_ENTRIES and (is_answer_key(below) or not _asks_anything(below)):
            return [*pages[:start], replace(page, lines=page.lines[:heading])], entries, _lines_of(below)
    return pages, (), ()


def _lines_of(pages: Sequence[Page]) -> tuple[Line, ...]:
    return tuple(line for page in pages for line in page.lines)


def _asks_anything(pages: Sequence[Page]) -> bool:
    """Whether there are questions with options, as of another test behind the answers to the first."""
    asking = sum(bool(question.options) and asks(question.stem) for question in _read_questions(pages))
    return asking >= MIN_KEY_ENTRIES


def _page_flags(pages: Sequence[Page]) -> tuple[PageFlag, ...]:
    return tuple(sorted({flag for page in pages for flag in page.flags}))


def _read_questions(pages: Sequence[Page]) -> list[Question]:
    lines = tuple(
        isolate_marks(line)
        for line in number_pictures(with_known_brackets([line for page in pages for line in page.lines]))
    )
    paper = _Paper(
        lines=lines,
        uses=tuple(used_families(lines)),
        boxes={page.number: page.boxes for page in pages},
        edges=column_edges(lines),
        vocabulary=vocabulary_of(lines),
    )
    segments = cut_segments(lines, paper.uses)
    owned = belongings(pages, segments)
    shared: dict[int, Passage | str] = {}
    for passage, starts in passages_of(segments):
        shared.update(
            dict.fromkeys(starts, _shared(passage, paper.vocabulary, owned.get(passage.start, NOTHING)))
        )
    printed = [segment for segment in segments if isinstance(segment, QuestionSegment)]
    sections = line_sections(pages, lines, {segment.start for segment in printed})
    said = {} if paper.uses else bulleted_answers([segment.lines for segment in printed])
    read = [
        _question(
            replace(segment, lines=said[place].question) if place in said else segment,
            paper,
            sections[segment.start],
            owned.get(segment.start, NOTHING),
            shared.get(segment.start),
        )
        for place, segment in enumerate(printed)
    ]
    read = [
        replace(question, answer=said[place].answer) if place in said else question
        for place, question in enumerate(read)
    ]
    begins = [segment.start for segment in printed]
    read = with_referred_figures(read, pages, owned.get(NOBODY, NOTHING).figures)
    kept = true_questions(fold_solutions(read, begins, solution_heading(lines)))
    return name_rounds(kept, pages) if looks_like_paper(kept, lines) else []


def _question(
    segment: QuestionSegment,
    paper: _Paper,
    section: str | None,
    own: Belongings,
    shared: Passage | str | None,
) -> Question:
    lines, behind = set_apart(segment.lines)
    split = split_options(lines, paper.uses, paper.boxes, paper.edges)
    inline = read_inline_answer([*split.tail, *behind], paper.vocabulary, has_options=bool(split.options))
    if inline and split.options:
        inline = with_remark(inline, segment.lines, split.tail, paper.vocabulary)
    stem = [fragment for fragment in split.stem if not _is_label(fragment, own.figures)]
    text = without_points(join_fragments(stem, paper.vocabulary))
    if isinstance(shared, str) and not BARE_INSTRUCTION.match(shared):
        text = f"{shared} {text}".strip()
    options = with_pictures(
        [_option(part, paper.vocabulary) for part in split.options], split.options, own.figures
    )
    answer = segment.number.answer or (inline.answer if inline else None)
    flags: list[QuestionFlag] = (
        ["text_after_options"] if split.options and _unread_tail(split.tail, inline) else []
    )
    if any(word.font in FORMULA_FONTS for fragment in stem for word in fragment.words):
        flags.append("formula_flattened")
    printed = [*stem, *(fragment for part in split.options for fragment in part.fragments)]
    if any(holds_substitutes(fragment) for fragment in printed):
        flags.append("characters_repaired")
    flags += _picture_flags(stem, [fragment for part in split.options for fragment in part.fragments])
    page = paper.lines[segment.start].page
    boxes = [fragment.box for fragment in stem if fragment.page == page]
    boxes += [option.box for option in options if option.page == page]
    return in_own_labels(
        Question(
            number=segment.number.printed,
            section=section,
            kind=_kind(segment, text, options),
            page=page,
            box=union([paper.lines[segment.start].box, *boxes]),
            stem=text,
            options=options,
            passage=shared if isinstance(shared, Passage) else None,
            answer=answer,
            explanation=inline.explanation if inline else None,
            figures=tuple(own.figures),
            tables=tuple(own.tables),
            formulas=unread_formulas(printed),
            flags=tuple(flags),
        )
    )


def _picture_flags(stem: Sequence[Fragment], options: Sequence[Fragment]) -> list[QuestionFlag]:
    """Whether OCR read the question, and whether it was unsure of an option; of an illustration's text it always is."""
    fonts = {word.font for fragment in (*stem, *options) for word in fragment.words}
    if PICTURE_FONTS.isdisjoint(fonts):
        return []
    unsure = any(word.font == UNSURE_FROM_PICTURE for fragment in options for word in fragment.words)
    return ["ocr_unsure" if unsure else "ocr"]


def _kind(segment: QuestionSegment, stem: str, options: Sequence[Option]) -> QuestionKind:
    if options:
        return "multiple_choice"
    return "free_response" if segment.essay or wants_prose(stem) else "short_answer"


def _is_label(fragment: Fragment, figures: Sequence[Figure]) -> bool:
    """Whether a fragment is a letter or a number written into one of the question's figures."""
    if any(len(word.text) > MAX_LABEL_CHARACTERS for word in fragment.words):
        return False
    return any(figure.page == fragment.page and centre_in(figure.box, fragment.box) for figure in figures)


def _unread_tail(tail: Sequence[Line], inline: InlineAnswer | None) -> bool:
    return bool(tail) and (inline is None or inline.explanation is None)


def _option(part: OptionPart, vocabulary: frozenset[str]) -> Option:
    boxes = [part.mark_box, *(f.box for f in part.fragments if f.page == part.page)]
    text = AFTER_MARK.sub("", without_leaders(join_fragments(part.fragments, vocabulary)))
    return Option(part.label, text, part.page, union(boxes))


def _shared(passage: PassageSegment, vocabulary: frozenset[str], own: Belongings) -> Passage | str:
    """The passage's text; or, where nothing but the heading is shared, the heading as an instruction."""
    lines = [line for line in passage.lines if line.words]
    if not lines:
        return passage.instruction
    wrapped = len(lines) > 1 and ends_instruction(passage.instruction, lines[0].text)
    fragments = [Fragment(line.page, line.words) for line in lines[wrapped:]]
    text = join_fragments(fragments, vocabulary)
    if not (wrapped or BARE_INSTRUCTION.match(passage.instruction)):
        text = f"{passage.instruction} {text}".strip()
    page = fragments[0].page
    box = union(fragment.box for fragment in fragments if fragment.page == page)
    numbers = f"{passage.heading.first}-{passage.heading.last}"
    return Passage(numbers, text, page, box, tuple(own.figures), tuple(own.tables))
