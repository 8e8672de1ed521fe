"""Questions as people read them: whole, as their paper prints them, or in brief, as a search finds them."""

from collections.abc import Iterator, Sequence

from study_pipeline.cli.printing import print_indented
from study_pipeline.language import translate
from study_pipeline.materials.formulas.text import on_one_line
from study_pipeline.questions.contract import OptionJson, QuestionJson
from study_pipeline.questions.flags import in_words
from study_pipeline.questions.model import Answer

GUTTER = 7
BRIEF_CHARACTERS = 200

Line = tuple[str, str, str]


def print_whole(questions: Sequence[QuestionJson], *, show_ids: bool) -> None:
    """Print questions with their passages, each passage once; ``*`` marks the right option."""
    section: str | None = None
    passage: tuple[str, str] | None = None
    for question in questions:
        lines: list[Line] = [("", "", "")]
        if question["section"] != section:
            section = question["section"]
            lines.append(("", section or "", "bold"))
        shared = question["passage"]
        if shared is not None and (shared["numbers"], shared["text"]) != passage:
            passage = (shared["numbers"], shared["text"])
            lines += [(f"[{shared['numbers']}]", on_one_line(shared["text"]), ""), ("", "", "")]
        lines += _whole(question, show_id=show_ids)
        print_indented(lines, gutter=GUTTER)


def print_brief(questions: Sequence[QuestionJson], *, scores: Sequence[float], places: Sequence[str]) -> None:
    """Print the beginning of each question, with its score and where it stands."""
    for question, score, place in zip(questions, scores, places, strict=True):
        name = " ".join(part for part in (question["section"], question["number"]) if part)
        where = translate("question {name}, page {page}").format(name=name, page=question["page"])
        facts = [_answer(question["answer"]), where, place]
        options = "  ".join(map(_option, question["options"]))
        lines = [
            (f"{score:.3f}", _beginning(on_one_line(question["stem"])), "bold"),
            *([("", _beginning(options), "")] if options else []),
            ("", " · ".join(fact for fact in [*facts, question["id"]] if fact), "dim"),
        ]
        print_indented([*lines, ("", "", "")], gutter=GUTTER)


def _whole(question: QuestionJson, *, show_id: bool) -> Iterator[Line]:
    yield question["number"], on_one_line(question["stem"]), "bold"
    answer = question["answer"]
    right = {answer} if isinstance(answer, str) else set(answer or ())
    for option in question["options"]:
        yield ("*" if option["label"] in right else ""), _option(option), ""
    if question["explanation"]:
        yield "", question["explanation"], ""
    facts = [
        _answer(answer),
        translate("page {page}").format(page=question["page"]),
        translate("{confidence:.0%} sure").format(confidence=question["confidence"]),
        *map(in_words, question["flags"]),
        question["id"] if show_id else "",
    ]
    yield "", " · ".join(fact for fact in facts if fact), "dim"


def _option(option: OptionJson) -> str:
    return f"{option['label']} {on_one_line(option['text'])}"


def _answer(answer: Answer | None) -> str:
    if answer is None:
        return translate("no answer known")
    labels = answer if isinstance(answer, str) else ", ".join(answer)
    return translate("answer {labels}").format(labels=labels)


def _beginning(text: str) -> str:
    return text if len(text) <= BRIEF_CHARACTERS else text[:BRIEF_CHARACTERS].rstrip() + " …"
