"""Formulas in LaTeX as people read and search them on one line: √5, 37/4, lim_(n→∞)."""

import re

from study_pipeline.materials.formulas.names import FUNCTION_NAMES, LATEX_NAMES

MAX_DEPTH = 20  # formulas within formulas
GROUP = r"\{([^{}]*)\}"
CASES = {"\\begin{cases}": "\x01", "\\end{cases}": "\x02", "\\\\": ";", "\\{": "\x01", "\\}": "\x02"}
SIGNS = {name: sign for sign, name in LATEX_NAMES.items()} | {name: name for name in FUNCTION_NAMES}
COMMAND = re.compile(r"\\([A-Za-z]+)(?![A-Za-z])")
CONTAINERS = re.compile(r"\\(frac|sqrt|overline|overrightarrow)[\[{]|\\begin\{cases\}")
SHAPES = re.compile(
    rf"\\frac{GROUP}{GROUP}|\\sqrt(?:\[([^\[\]{{}}]*)\])?{GROUP}|\\over(?:line|rightarrow){GROUP}|(?<=[_^]){GROUP}"
)


def on_one_line(text: str) -> str:
    """Write the formulas of ``text`` without LaTeX's commands; text without any stays as it is."""
    if "\\" not in text or not (CONTAINERS.search(text) or any(n in SIGNS for n in COMMAND.findall(text))):
        return text
    for written, sign in CASES.items():
        text = text.replace(written, sign)
    text = COMMAND.sub(lambda found: SIGNS.get(found[1], found[0]), text)
    for _ in range(MAX_DEPTH):
        shorter = SHAPES.sub(_shape, text)
        if shorter == text:
            break
        text = shorter
    return text.replace("\x01", "{").replace("\x02", "}")


def _shape(found: re.Match[str]) -> str:
    over, under, degree, radicand, name, script = found.groups()
    if over is not None:
        return f"{_grouped(over)}/{_grouped(under)}"
    if radicand is not None:
        return f"{'^' + _grouped(degree) if degree else ''}√{_grouped(radicand)}"
    return _grouped(script) if script is not None else name


def _grouped(text: str) -> str:
    return text if text.isalnum() else f"({text})"
