"""What somebody sees who checks a question: all of it, on whatever pages and columns it stands."""

from study_pipeline.materials.pages.page import Box, Figure
from study_pipeline.questions.model import Option, Question
from study_pipeline.questions.question_regions import regions_of

LEFT = Box(40, 600, 280, 740)
RIGHT_TOP, RIGHT_BELOW = Box(310, 60, 550, 75), Box(310, 90, 550, 105)


def question(*parts: tuple[int, Box], figures: tuple[Figure, ...] = ()) -> Question:
    options = tuple(Option(str(number), "", page, box) for number, (page, box) in enumerate(parts, 1))
    return Question("1", None, "multiple_choice", 1, LEFT, "", options=options, figures=figures)


def test_a_question_in_one_place_is_one_region() -> None:
    assert regions_of(question((1, Box(50, 700, 200, 715)))) == [Figure(1, LEFT)]


def test_options_in_the_next_column_or_on_the_next_page_are_a_region_of_their_own() -> None:
    rest = Figure(1, Box(310, 60, 550, 105))
    assert regions_of(question((1, RIGHT_TOP), (1, RIGHT_BELOW))) == [Figure(1, LEFT), rest]
    assert regions_of(question((2, LEFT))) == [Figure(1, LEFT), Figure(2, LEFT)]


def test_a_figure_below_makes_its_region_larger() -> None:
    figure = Figure(1, Box(60, 745, 200, 800))
    assert regions_of(question(figures=(figure,))) == [Figure(1, Box(40, 600, 280, 800))]
