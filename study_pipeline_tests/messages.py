"""The catalogues of sentences, brought up to date with the code: `make messages`.

A sentence is found where it stands: in `translate("…")`, `translate_count("…", "…", n)` and `message("…")`, in
the docstring and the ``help`` of a verb, and in `CLICK_SENTENCES`. A value in a sentence is a named `{field}`.
"""

import ast
import inspect
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from study_pipeline.language import CATALOGUES, DOMAIN, LANGUAGES

PACKAGE = CATALOGUES.parent
MARKS = {"translate": 1, "message": 1, "translate_count": 2}  # how many sentences each is given
HELP_KEYWORDS = ("help", "short_help")
LAID_OUT = datetime(2026, 1, 1, tzinfo=UTC)  # one date for all: the files change only when a sentence does

Sentence = str | tuple[str, str]

CLICK_SENTENCES: tuple[Sentence, ...] = (
    "Usage:",
    "Options",
    "Commands",
    "Error: {message}",
    "Try '{command} {option}' for help.",
    "Show this message and exit.",
    "Show the version and exit.",
    "default: {default}",
    "Missing argument",
    "Missing option",
    "Missing command.",
    "No such command {name!r}.",
    "No such option {name!r}.",
    ("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    ("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    "Invalid value: {message}",
    "Invalid value for {param_hint}: {message}",
    ("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
    "Option {name!r} does not take a value.",
    ("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
    "{value!r} is not a valid {number_type}.",
    "{value} is not in the range {range}.",
    "{name} {filename!r} does not exist.",
    "{name} {filename!r} is a file.",
    "{name} {filename!r} is a directory.",
    "{name} {filename!r} is not readable.",
    "file",
    "directory",
    "path",
    "Aborted!",
)
"""What the command line's library says to our users: it asks gettext itself, and so finds them here."""


class UnfitSentence(Exception):
    """A sentence that cannot be found in a catalogue: it is put together before it is translated."""


def catalogue_file(language: str) -> Path:
    """The sentences of a language, for people to edit; beside it lies what programs read (``.mo``)."""
    return CATALOGUES / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def sentences_in(source: str, place: str) -> Iterator[Sentence]:
    """The sentences in a module's text, in order.

    Raises:
        UnfitSentence: One is an f-string or is formatted before it is translated.
    """
    for node in ast.walk(ast.parse(source, place)):
        if isinstance(node, ast.Call):
            yield from _of_call(node, place)
        elif isinstance(node, ast.FunctionDef) and _is_verb(node):
            yield inspect.cleandoc(ast.get_docstring(node, clean=False) or "")


def template() -> Catalog:
    """Every sentence of the package and of its command line, with the modules that say it."""
    catalogue = _empty(None)
    for module in sorted(PACKAGE.rglob("*.py")):
        place = str(module.relative_to(PACKAGE.parent))
        for sentence in sentences_in(module.read_text("utf-8"), place):
            catalogue.add(sentence, locations=[(place, 0)])
    for sentence in CLICK_SENTENCES:
        catalogue.add(sentence, locations=[("click", 0)])
    return catalogue


def read_catalogue(language: str) -> Catalog:
    """The catalogue of a language as it is on disk; an empty one where there is none."""
    file = catalogue_file(language)
    if not file.exists():
        return _empty(language)
    with file.open("rb") as stream:
        return read_po(stream, locale=language)


def updated(language: str) -> Catalog:
    """The catalogue with the sentences of the code: new ones are empty, changed ones marked fuzzy."""
    kept = read_catalogue(language)
    catalogue = _empty(language)
    for message in kept:
        if message.id:
            catalogue[message.id] = message
    catalogue.update(template())
    return catalogue


def po_bytes(catalogue: Catalog) -> bytes:
    """A catalogue as its ``.po`` holds it."""
    stream = io.BytesIO()
    write_po(stream, catalogue, width=0, include_lineno=False, ignore_obsolete=True, sort_by_file=True)
    return stream.getvalue()


def mo_bytes(catalogue: Catalog) -> bytes:
    """A catalogue as its ``.mo`` holds it."""
    stream = io.BytesIO()
    write_mo(stream, catalogue)
    return stream.getvalue()


def to_translate(catalogue: Catalog) -> list[str]:
    """The sentences that have no translation, or one that was made for other words."""
    return [
        str(message.id)
        for message in catalogue
        if message.id and (message.fuzzy or not message.string or not all(message.string))
    ]


def main() -> None:
    """Write both files of each language, and say what is still to be translated."""
    for language in LANGUAGES:
        catalogue = updated(language)
        file = catalogue_file(language)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(po_bytes(catalogue))
        file.with_suffix(".mo").write_bytes(mo_bytes(read_catalogue(language)))
        print(f"{file.relative_to(PACKAGE.parent)}: {len(catalogue)} sentences")
        if language != "en":  # the code holds the English ones
            for sentence in to_translate(catalogue):
                print(f"  to translate: {sentence!r}")


def _empty(language: str | None) -> Catalog:
    return Catalog(
        language,
        domain=DOMAIN,
        project="study-pipeline",
        version="1",
        header_comment=f"# Sentences of study-pipeline ({language or 'template'}). Edit, then: make messages",
        copyright_holder="",
        msgid_bugs_address="study-pipeline",
        creation_date=LAID_OUT,
        revision_date=LAID_OUT,
        last_translator="study-pipeline",
        language_team="study-pipeline",
        fuzzy=False,
    )


def _of_call(call: ast.Call, place: str) -> Iterator[Sentence]:
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    texts = [_text(argument, place) for argument in call.args[: MARKS.get(name, 0)]]
    if name == "translate_count" and texts[0] and texts[1]:
        yield texts[0], texts[1]
    elif texts and texts[0]:
        yield texts[0]
    if isinstance(call.func, ast.Attribute) and call.func.attr in ("command", "group", "option"):
        for keyword in call.keywords:
            text = _text(keyword.value, place) if keyword.arg in HELP_KEYWORDS else None
            if text:
                yield text


def _text(node: ast.expr, place: str) -> str | None:
    """The text of a literal; None for a name or a call, whose text is marked where it is made."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    formatted = (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format"
    )
    if formatted or isinstance(node, ast.JoinedStr | ast.BinOp):
        raise UnfitSentence(f"{place}:{node.lineno}: {ast.unparse(node)}")
    return None


def _is_verb(function: ast.FunctionDef) -> bool:
    calls = [d.func for d in function.decorator_list if isinstance(d, ast.Call)]
    return any(isinstance(call, ast.Attribute) and call.attr in ("command", "group") for call in calls)


if __name__ == "__main__":
    main()
