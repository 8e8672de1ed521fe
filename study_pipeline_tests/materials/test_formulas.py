"""What formulas of a known font become: their characters, and the shape that their places say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study_pipeline.materials.formulas.formulas import write_formulas
from study_pipeline.materials.formulas.text import on_one_line
from study_pipeline.materials.pages.characters import Character
from study_pipeline.materials.pages.glyphs import (
    FORMULA_ARROW,
    FORMULA_BAR,
    FORMULA_READ,
    HYHWP_EQ,
)

SIZE, SMALL = 11.0, 7.5
CODES = {shown: chr(code) for code, shown in HYHWP_EQ.items()}


def glyph(
    text: str, x0: float, baseline: float = 100.0, *, size: float = SIZE, width: float = 0.5
) -> Character:
    """One glyph of HyhwpEQ, ``width`` of its size wide."""
    code = CODES.get(text, text)
    return Character(code, x0, x0 + width * size, baseline, size, "HyhwpEQ", False, False)


def line(text: str, x0: float, baseline: float = 100.0, *, size: float = SIZE) -> list[Character]:
    """Glyphs side by side."""
    return [glyph(letter, x0 + 0.5 * size * place, baseline, size=size) for place, letter in enumerate(text)]


def upright(text: str, x0: float, baseline: float = 100.0, *, size: float = SIZE) -> list[Character]:
    """Letters of a function's name, which the font keeps at their ASCII codes."""
    return [
        glyph("", x0 + 0.5 * size * i, baseline, size=size)._replace(text=letter)
        for i, letter in enumerate(text)
    ]


def bar(x0: float, x1: float, baseline: float, *, size: float = SIZE) -> Character:
    """The bar whose glyph stands on ``baseline`` (its ink is drawn half a size above)."""
    return Character(FORMULA_BAR, x0, x1, baseline, size, "HyhwpEQ", False, False)


def fraction(over: str, under: str, x0: float, baseline: float = 100.0) -> list[Character]:
    """A fraction as the font's editor sets it: both parts centred on the bar."""
    width = 0.5 * SIZE * max(len(over), len(under)) + 4
    placed = [(under, baseline + 7.2), (over, baseline - 7.3)]
    return [
        bar(x0, x0 + width, baseline + 3.4),
        *(
            character
            for text, level in placed
            for character in line(text, x0 + (width - 0.5 * SIZE * len(text)) / 2, level)
        ),
    ]


def written(characters: list[Character]) -> str:
    """The whole text, formulas in LaTeX."""
    return " ".join(character.text for character in write_formulas(characters))


SUM = [
    *line("k=1", 8, 109.9, size=SMALL),
    glyph("∑", 10, 103.3, size=19.8, width=0.7),
    *line("n", 15, 87.8, size=SMALL),
    *line("a", 25),
    *line("k", 31, 103, size=SMALL),
]

BRACE = [
    *(glyph(chr(code), 50, y, width=0.4) for code, y in ((0xE078, 80), (0xE079, 100), (0xE07A, 120))),
    *line("x", 58, 85),
    *line("(x>0)", 90, 85),
    *line("0", 58, 115),
    *line("(x<0)", 90, 115),
]


@pytest.mark.parametrize(
    ("printed", "latex"),
    [
        (line("15", 10), "15"),
        (line("x−3", 10), "x-3"),
        ([*line("x", 10), *line("2", 15.5, 95, size=SMALL)], "x^2"),
        ([*line("a", 10), *line("n+1", 15.5, 103, size=SMALL), *line("b", 29)], "a_{n+1}b"),
        ([*line("a", 10), *line("n", 15.5, 103, size=SMALL), *line("2", 15.5, 95, size=SMALL)], "a_n^2"),
        (fraction("37", "4", 10), "37/4"),
        ([*line("−", 10), *fraction("1", "5", 16)], "-1/5"),
        ([*fraction("1", "2", 10), *line("e", 20)], r"\frac{1}{2}e"),
        (fraction("a+1", "b", 10), r"\frac{a+1}{b}"),
        ([glyph("√", 10, 99, size=12), bar(15.8, 28, 96), *line("10", 16.5)], r"\sqrt{10}"),
        (
            [*line("3", 10, 95, size=5.5), glyph("√", 9, 99, size=12), bar(15, 22, 96), *line("5", 15.5)],
            r"\sqrt[3]{5}",
        ),
        ([bar(10, 21, 95.7), *line("AB", 10)], r"\overline{AB}"),
        ([bar(10, 21, 95.7), glyph(FORMULA_ARROW, 18, 95.7), *line("AB", 10)], r"\overrightarrow{AB}"),
        ([*upright("ln", 10), *line("x", 23)], r"\ln x"),
        (
            [*upright("lim", 10, size=13.2), *line("h→0", 13, 108.6, size=SMALL), *line("f", 33)],
            r"\lim_{h\to 0}f",
        ),
        (SUM, r"\sum_{k=1}^n a_k"),
        (
            [
                glyph("∫", 10, 103, size=22),
                *line("0", 18, 109.7, size=SMALL),
                *line("a", 20, 89.3, size=SMALL),
                *line("x", 26),
            ],
            r"\int_0^a x",
        ),
        ([*line("2π", 10)], r"2\pi"),
        ([*line("{", 10), *line("a", 16), *line("}", 22)], r"\{a\}"),
        (BRACE, r"\begin{cases}x & (x>0) \\ 0 & (x<0)\end{cases}"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_shape_of_a_formula_is_written_in_latex(printed: list[Character], latex: str) -> None:
    assert written(printed) == latex
    assert {character.font for character in write_formulas(printed)} == {FORMULA_READ}


def test_a_bar_under_nothing_and_over_nothing_keeps_its_font_and_its_glyph() -> None:
    (found,) = write_formulas([bar(10, 20, 100)])
    assert (found.text, found.font) == (FORMULA_BAR, "HyhwpEQ")


def test_a_bar_under_text_of_another_font_is_no_line_over_a_name() -> None:
    above = Character("합", 10, 21, 92.5, SIZE, "Body", False, False)
    found = write_formulas([above, bar(9, 22, 103.4), *line("n", 13, 107.2)])
    assert FORMULA_BAR in "".join(character.text for character in found)


def test_a_line_of_text_above_a_name_is_no_numerator() -> None:
    assert written([*line("xyzuvw", 0, 79), bar(10, 21, 95.7), *line("AB", 10)]) == r"xyzuvw \overline{AB}"


def test_brackets_of_the_text_stay_around_their_formula() -> None:
    text = [
        Character(sign, x, x + 4, 100, SIZE, "Body", False, False) for sign, x in (("(", 16.5), (")", 33))
    ]
    assert written([*line("n", 10), *line("n", 21), *text]).split() == ["n", "n", "(", ")"]


def test_a_glyph_that_no_table_knows_keeps_its_font() -> None:
    found = write_formulas([*line("x", 10), glyph("\ue0c0", 15.5)])
    assert [character.font == FORMULA_READ for character in found] == [False]


def test_text_without_a_formula_font_is_left_alone() -> None:
    text = [Character("가", 10, 20, 100, SIZE, "Body", False, False)]
    assert write_formulas(text) == text


glyphs = st.builds(
    lambda text, x0, baseline, size: glyph(text, x0, baseline, size=size),
    st.sampled_from([*"abcxyz0123456789()+=|√∑∫", FORMULA_BAR, FORMULA_ARROW, chr(0xE078)]),
    st.floats(0, 120),
    st.floats(60, 140),
    st.sampled_from([5.5, 7.5, 11.0, 13.5, 22.0]),
)


@given(printed=st.lists(glyphs, max_size=40))
def test_however_glyphs_lie_no_letter_or_digit_is_lost_or_made_up(printed: list[Character]) -> None:
    def letters(text: str) -> list[str]:
        for command in (
            "frac",
            "sqrt",
            "overline",
            "overrightarrow",
            "sum",
            "int",
            "begin{cases}",
            "end{cases}",
        ):
            text = text.replace("\\" + command, "")
        return sorted(letter for letter in text if letter.isalnum() and letter.isascii())

    expected = sorted(
        shown
        for c in printed
        for shown in [HYHWP_EQ.get(ord(c.text), "")]
        if shown.isalnum() and shown.isascii()
    )
    assert letters("".join(character.text for character in write_formulas(printed))) == expected


@pytest.mark.parametrize(
    ("latex", "line_of_text"),
    [
        (r"\frac{\sqrt{10}}{4}\pi", "(√10)/4π"),
        (r"x=\frac{a+1}{b_{n+1}}", "x=(a+1)/(b_(n+1))"),
        (r"\lim_{n\to\infty} a_n", "lim_(n→∞) a_n"),
        (r"\sqrt[3]{5}\times 25", "^3√5× 25"),
        (r"\{a_n\}, \overline{AB}", "{a_n}, AB"),
        (r"\begin{cases}x & (x>0) \\ 0\end{cases}", "{x & (x>0) ; 0}"),
        (r'printf("%d\n", x)', r'printf("%d\n", x)'),
        (r"C:\temp\new", r"C:\temp\new"),
    ],
)
def test_people_read_formulas_without_latex_commands(latex: str, line_of_text: str) -> None:
    assert on_one_line(latex) == line_of_text
