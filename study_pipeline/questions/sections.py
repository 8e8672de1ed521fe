"""The section each question stands in: the form, the elective or the part that keeps equal numbers apart."""

from collections.abc import Collection, Sequence

from study_pipeline.materials.pages.page import Line, Page
from study_pipeline.questions.headings import page_section, section_heading

MARKED_PAGES = 0.5  # of the pages: then a page without a name belongs to no section


def line_sections(
    pages: Sequence[Page], lines: Sequence[Line], questions: Collection[int] = ()
) -> list[str | None]:
    """The section of each of ``lines``: running header first, then headings in the body.

    ``questions`` are the lines that begin one, and therefore no section.
    """
    by_page = _header_sections(pages)
    sections: list[str | None] = []
    part: str | None = None
    header: str | None = None
    for index, line in enumerate(lines):
        if by_page.get(line.page) != header:
            header, part = by_page.get(line.page), None
        part = (None if index in questions else section_heading(line.text)) or part
        sections.append(" ".join(name for name in (header, part) if name) or None)
    return sections


def _header_sections(pages: Sequence[Page]) -> dict[int, str | None]:
    """Each page's form and section; carried on where only a section's first page names it."""
    named = [(page.number, *page_section(page)) for page in pages]
    forms = _carried([form for _, form, _ in named])
    sections = _carried([section for _, _, section in named])
    return {
        number: " ".join(name for name in (form, section) if name) or None
        for (number, _, _), form, section in zip(named, forms, sections, strict=True)
    }


def _carried(names: Sequence[str | None]) -> list[str | None]:
    first = next((place for place, name in enumerate(names) if name), None)
    if first is None:
        return list(names)
    after = names[first:]
    if sum(name is not None for name in after) >= MARKED_PAGES * len(after) and len(after) > 1:
        return list(names)
    carried: list[str | None] = []
    last: str | None = None
    for name in names:
        last = name or last
        carried.append(last)
    return carried
