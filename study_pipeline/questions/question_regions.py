"""Where on its pages a question stands: what somebody has to look at who checks how it was read."""

from study_pipeline.materials.pages.page import Box, Figure
from study_pipeline.materials.pages.rectangles import union
from study_pipeline.questions.model import Question


def regions_of(question: Question) -> list[Figure]:
    """The question's own box first, then one region for each page or column that the rest of it stands in.

    The rest are its options, figures and tables; what lies above or below a region makes that one larger.
    """
    regions = [Figure(question.page, question.box)]
    options = [Figure(option.page, option.box) for option in question.options]
    tables = [Figure(table.page, table.box) for table in question.tables]
    for part in [*options, *question.figures, *tables]:
        place = next((i for i, region in enumerate(regions) if _is_beside(region, part)), None)
        if place is None:
            regions.append(Figure(part.page, part.box))
        else:
            regions[place] = Figure(part.page, union([regions[place].box, part.box]))
    return regions


def _is_beside(region: Figure, part: Figure) -> bool:
    return region.page == part.page and _shared_width(region.box, part.box) > 0


def _shared_width(a: Box, b: Box) -> float:
    return min(a.x1, b.x1) - max(a.x0, b.x0)
