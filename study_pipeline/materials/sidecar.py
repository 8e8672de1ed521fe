"""A sidecar: `NAME.yaml` beside `NAME.pdf`, in which a person says what the PDF does not.

It is hostile input: only plain values are read, as they are written, and nothing is ever made of a tag or an anchor.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING

from study_pipeline.language import translate
from study_pipeline.materials.identity import LANES
from study_pipeline.materials.moments import Moment, UnfitTime, moment_at

if TYPE_CHECKING:
    from yaml import MappingNode, Node

SUFFIX = ".yaml"
MAX_BYTES = 64 * 1024
MAX_DEPTH = 4  # the fields, the sections, the numbers, a list of labels
MAX_ANSWERS = 5_000
TEXT_FIELDS = {"title": 200, "description": 2_000, "owner": 100}  # the longest value, in characters
MAX_LABEL_CHARACTERS = 200
KEY_SUFFIX = ".pdf"
MAX_KEY_NAME_BYTES = 255  # what file systems take as one name


class UnfitSidecar(Exception):
    """A sidecar that cannot be read: one sentence, and the line that it is about, from 1."""

    def __init__(self, problem: str, line: int) -> None:
        super().__init__(translate("line {line}: {problem}").format(line=line, problem=problem))
        self.line = line


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What a sidecar says of one question: a label or text, or several that are accepted."""

    number: str
    answer: str | tuple[str, ...]
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What a sidecar says; None for what it leaves open. ``warnings`` name what was not understood.

    ``key`` is the file name of the answer key that serves this paper, in the same folder. ``run_at`` is when it is
    to be ingested, UTC in ISO 8601.
    """

    title: str | None = None
    description: str | None = None
    owner: str | None = None
    lane: str | None = None
    answers: tuple[GivenAnswer, ...] = ()
    warnings: tuple[str, ...] = ()
    key: str | None = None
    run_at: str | None = None


def read_sidecar(content: bytes, *, zone: tzinfo = UTC) -> Sidecar:
    """Read a sidecar's bytes; ``zone`` is that of a time that names none.

    Raises:
        UnfitSidecar: It is no such file; nothing of it counts then.
    """
    root = _root(_text(content))
    if root is None:
        return Sidecar()
    texts: dict[str, str | None] = {}
    lane: str | None = None
    answers: tuple[GivenAnswer, ...] = ()
    key: str | None = None
    run_at: Moment | None = None
    warnings: list[str] = []
    for name, value in _fields(root):
        if name in TEXT_FIELDS:
            texts[name] = _one_text(name, value)
        elif name == "priority":
            lane = _lane(value)
        elif name == "run_at":
            run_at = _moment(value, zone)
        elif name == "answers":
            key = _key_name(value)
            answers = () if key else tuple(_answers(value))
        else:
            unknown = translate("line {line}: the field {name!r} is not known and was left out.")
            warnings.append(unknown.format(line=_line(value), name=name[:40]))
    if len(answers) > MAX_ANSWERS:
        raise UnfitSidecar(translate("more than {limit} answers.").format(limit=MAX_ANSWERS), 1)
    return Sidecar(
        texts.get("title"),
        texts.get("description"),
        texts.get("owner"),
        lane,
        answers,
        tuple(warnings + ([run_at.note] if run_at and run_at.note else [])),
        key,
        run_at.at.isoformat(timespec="milliseconds") if run_at else None,
    )


def sidecar_stem(path: str) -> str:
    """A path without its suffix: equal for a PDF and its sidecar."""
    return path.rpartition(".")[0]


def _text(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise UnfitSidecar(
            translate("more than {limit} KB; a sidecar holds a few lines.").format(limit=MAX_BYTES // 1024), 1
        )
    try:
        return unicodedata.normalize("NFC", content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnfitSidecar(translate("this is not UTF-8: save the file as UTF-8."), line) from None


def _root(text: str) -> "Node | None":
    import yaml  # most uploads have no sidecar

    try:
        _refuse_what_is_not_plain(yaml.parse(text, Loader=yaml.SafeLoader))
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise UnfitSidecar(translate("a character that no text holds."), line) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise UnfitSidecar(
            translate("this is not YAML; every line is written `name: value`."), mark.line + 1 if mark else 1
        ) from None


def _refuse_what_is_not_plain(events: Iterator[object]) -> None:
    """Anchors can grow a small file without end, tags can name code, and depth can exhaust a reader."""
    import yaml

    depth = 0
    documents = 0
    for event in events:
        line = event.start_mark.line + 1 if isinstance(event, yaml.Event) and event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise UnfitSidecar(translate("`&` and `*` at the beginning of a value need quotes."), line)
        if getattr(event, "tag", None):
            raise UnfitSidecar(translate("`!` at the beginning of a value needs quotes."), line)
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise UnfitSidecar(translate("values are nested too deep."), line)
        if documents > 1:
            raise UnfitSidecar(translate("`---` begins a second file within this one."), line)


def _fields(node: "Node") -> Iterator[tuple[str, "Node"]]:
    """The names and values of a mapping, in order, each name once."""
    seen: set[str] = set()
    for key, value in _mapping(node).value:
        name = _scalar(key)
        if name in seen:
            raise UnfitSidecar(translate("{name!r} stands here a second time.").format(name=name), _line(key))
        seen.add(name)
        yield name, value


def _mapping(node: "Node") -> "MappingNode":
    import yaml

    if not isinstance(node, yaml.MappingNode):
        raise UnfitSidecar(translate("`name: value` is expected here."), _line(node))
    return node


def _scalar(node: "Node") -> str:
    """A single value as it is written: ``01`` stays ``01``, ``yes`` stays ``yes``."""
    import yaml

    if not isinstance(node, yaml.ScalarNode):
        raise UnfitSidecar(translate("a single value is expected here."), _line(node))
    return str(node.value).strip()


def _one_text(name: str, node: "Node") -> str | None:
    if _is_null(node):
        return None
    text = _scalar(node)
    if name != "description":
        text = " ".join(text.split())
    if len(text) > TEXT_FIELDS[name]:
        raise UnfitSidecar(
            translate("{name} is longer than {limit} characters.").format(name=name, limit=TEXT_FIELDS[name]),
            _line(node),
        )
    return text or None


def _lane(node: "Node") -> str | None:
    if _is_null(node):
        return None
    lane = _scalar(node)
    if lane not in LANES:
        raise UnfitSidecar(translate("priority is one of high, default, low."), _line(node))
    return lane


def _moment(node: "Node", zone: tzinfo) -> Moment | None:
    if _is_null(node):
        return None
    try:
        return moment_at(_scalar(node), zone)
    except UnfitTime as error:
        raise UnfitSidecar(str(error), _line(node)) from None


def _key_name(node: "Node") -> str | None:
    """The answer key that is named in place of answers: a file in the sidecar's folder, and in no other."""
    import yaml

    if _is_null(node) or not isinstance(node, yaml.ScalarNode):
        return None
    name = _scalar(node)
    hidden_or_elsewhere = name.startswith(".") or "/" in name or "\\" in name
    if (
        not name.lower().endswith(KEY_SUFFIX)
        or hidden_or_elsewhere
        or not name.isprintable()
        or len(name.encode()) > MAX_KEY_NAME_BYTES
    ):
        raise UnfitSidecar(
            translate("answers are `number: label`, or the name of a key PDF in the same folder."),
            _line(node),
        )
    return name


def _answers(node: "Node") -> Iterator[GivenAnswer]:
    import yaml

    if _is_null(node):
        return
    for name, value in _fields(node):
        if isinstance(value, yaml.MappingNode):
            for number, answer in _fields(value):
                yield GivenAnswer(number, _answer(answer), section=name)
        else:
            yield GivenAnswer(name, _answer(value))


def _answer(node: "Node") -> str | tuple[str, ...]:
    import yaml

    if isinstance(node, yaml.SequenceNode) and node.value:
        return tuple(_label(one) for one in node.value)
    return _label(node)


def _label(node: "Node") -> str:
    label = _scalar(node)
    if not label or _is_null(node) or len(label) > MAX_LABEL_CHARACTERS:
        raise UnfitSidecar(translate("an answer is a label or a short text."), _line(node))
    return label


def _is_null(node: "Node") -> bool:
    return node.tag == "tag:yaml.org,2002:null"


def _line(node: "Node") -> int:
    return int(node.start_mark.line) + 1
