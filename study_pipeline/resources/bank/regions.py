"""What a question shows besides its text, as the bank's one JSON column holds it."""

import json
from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from study_pipeline.materials.pages.page import Figure, Table
from study_pipeline.questions.model import Question


@dataclass(frozen=True, slots=True)
class Regions:
    """``option_figures`` in the options' order, None for one that is no picture; all in page coordinates."""

    tables: tuple[Table, ...] = ()
    formulas: tuple[Figure, ...] = ()
    option_figures: tuple[Figure | None, ...] = ()
    passage_figures: tuple[Figure, ...] = ()
    passage_tables: tuple[Table, ...] = ()


_REGIONS = TypeAdapter(Regions)


def regions_json(question: Question) -> str | None:
    """The column's text; None where there is nothing to hold."""
    pictures = tuple(option.figure for option in question.options)
    passage = question.passage
    regions = Regions(
        tables=question.tables,
        formulas=question.formulas,
        option_figures=pictures if any(pictures) else (),
        passage_figures=passage.figures if passage else (),
        passage_tables=passage.tables if passage else (),
    )
    if regions == Regions():
        return None
    return json.dumps(_REGIONS.dump_python(regions, exclude_defaults=True), ensure_ascii=False)


def with_regions(question: Question, text: str | None) -> Question:
    """``question`` with what ``regions_json`` wrote of it."""
    if text is None:
        return question
    regions = _REGIONS.validate_python(json.loads(text))
    options = question.options
    if regions.option_figures:
        pairs = zip(options, regions.option_figures, strict=True)
        options = tuple(replace(option, figure=figure) for option, figure in pairs)
    passage = question.passage
    if passage is not None:
        passage = replace(passage, figures=regions.passage_figures, tables=regions.passage_tables)
    return replace(
        question, options=options, passage=passage, tables=regions.tables, formulas=regions.formulas
    )
