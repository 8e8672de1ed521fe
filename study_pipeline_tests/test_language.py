"""Every sentence for people exists in English and Korean, and is said in the language that is asked for."""

import ast
import io
import re
import string
from collections import Counter
from collections.abc import Sequence
from gettext import GNUTranslations
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZipFile

import pytest
from babel.messages.catalog import Catalog
from hatchling.builders.wheel import WheelBuilder
from hypothesis import given
from hypothesis import strategies as st

from study_pipeline.language import LANGUAGES, language_of, translate, translate_count
from study_pipeline.materials import errors
from study_pipeline_tests.messages import (
    CLICK_SENTENCES,
    PACKAGE,
    Sentence,
    UnfitSentence,
    catalogue_file,
    mo_bytes,
    read_catalogue,
    sentences_in,
    template,
    to_translate,
)

HINT = "`make messages` brings the catalogues up to date and says what is to be translated"
HANGUL = re.compile("[가-힣]")
WORD = re.compile(r"[^\W\d_]{2,}")
SPOKEN_BY = {
    "UnreadableMaterial": 1,
    "TransientError": 0,
    "PermanentError": 0,
    "ClickException": 0,
    "UsageError": 0,
    "Failure": 0,
    "SkipReason": 0,
    "say": 0,
}
"""What says a sentence to people, and which of its arguments is the sentence."""


def ids(catalogue: Catalog) -> set[object]:
    return {message.id for message in catalogue if message.id}


def fields(sentence: str) -> Counter[tuple[str, ...]]:
    """The values of a sentence, with the way each is shown: `{name!r}`, `%d`."""
    named = [
        (name, spec or "", conversion or "")
        for _, name, spec, conversion in string.Formatter().parse(sentence)
        if name is not None
    ]
    return Counter([*named, *((found,) for found in re.findall(r"%[sdr]", sentence))])


def name_of(node: ast.expr) -> str:
    return ast.unparse(node).split(".")[-1]


def speakers(classes: Sequence[ast.ClassDef]) -> dict[str, int]:
    """What says a sentence, with the errors that are a kind of those."""
    spoken_by = dict(SPOKEN_BY)
    for _ in range(3):
        for each in classes:
            for base in map(name_of, each.bases):
                if base in spoken_by:
                    spoken_by[each.name] = spoken_by[base]
    return spoken_by


def says_words(call: ast.Call, position: int) -> bool:
    """Whether the argument at this place is a literal that holds words."""
    if len(call.args) <= position:
        return False
    parts = getattr(call.args[position], "values", [call.args[position]])
    texts = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    return any(WORD.search(text) for text in texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_holds_the_sentences_of_the_code_and_no_others(language):
    assert ids(read_catalogue(language)) == ids(template()), HINT


def test_every_sentence_has_its_korean_twin():
    assert to_translate(read_catalogue("ko")) == [], HINT


def test_a_twin_has_the_same_values_in_the_same_form():
    for message in read_catalogue("ko"):
        if message.id:
            sentence = message.id if isinstance(message.id, str) else message.id[-1]
            twin = message.string if isinstance(message.string, str) else message.string[-1]
            assert fields(twin) == fields(sentence), sentence


def test_positional_values_keep_their_order():
    for message in read_catalogue("ko"):
        if isinstance(message.id, str) and isinstance(message.string, str):
            assert re.findall(r"%[sdr]", message.string) == re.findall(r"%[sdr]", message.id), message.id


def test_a_sentence_that_is_a_sentence_is_korean():
    for message in read_catalogue("ko"):
        if isinstance(message.id, str) and isinstance(message.string, str) and message.id.endswith("."):
            words = re.sub(r"\{[^}]*\}", "", message.id)
            assert HANGUL.search(message.string) or not WORD.search(words), message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_programs_read_is_what_people_edit(language):
    edited = GNUTranslations(io.BytesIO(mo_bytes(read_catalogue(language))))
    with catalogue_file(language).with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)
    for catalogue in (edited, compiled):
        del catalogue._catalog[""]  # the header, which names Babel's version
    assert compiled._catalog == edited._catalog, HINT


def test_the_wheel_holds_the_compiled_catalogues(tmp_path: Path):
    wheel = next(WheelBuilder(str(PACKAGE.parent)).build(directory=str(tmp_path), versions=["standard"]))
    with ZipFile(wheel) as archive:
        for language in LANGUAGES:
            assert f"study_pipeline/locale/{language}/LC_MESSAGES/study_pipeline.mo" in archive.namelist()


def test_no_sentence_is_said_without_the_catalogues():
    trees = {
        str(file.relative_to(PACKAGE)): ast.parse(file.read_text("utf-8"))
        for file in sorted(PACKAGE.rglob("*.py"))
    }
    nodes = [(place, node) for place, tree in trees.items() for node in ast.walk(tree)]
    spoken_by = speakers([node for _, node in nodes if isinstance(node, ast.ClassDef)])
    assert [
        f"{place}:{node.lineno}: {ast.unparse(node)}"
        for place, node in nodes
        if isinstance(node, ast.Call) and says_words(node, spoken_by.get(name_of(node.func), 9))
    ] == []


def test_the_sentences_of_the_command_lines_library_are_still_its_own():
    spec = find_spec("click")
    assert spec is not None
    assert spec.origin is not None
    source = "\n".join(file.read_text("utf-8") for file in Path(spec.origin).parent.glob("*.py"))
    known = {node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)}
    for sentence in CLICK_SENTENCES:
        assert set([sentence] if isinstance(sentence, str) else sentence) <= known


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('translate("a {b}").format(b=c)', ["a {b}"]),
        ('translate("one " "sentence")', ["one sentence"]),
        ('translate_count("{n} page", "{n} pages", n)', [("{n} page", "{n} pages")]),
        ('log.info(message("%d read"), n)', ["%d read"]),
        ("translate(material.status)", []),
        ('@click.command(short_help="Do it.")\ndef command():\n    """Do it now.\n\n    And here.\n    """', [
            "Do it now.\n\nAnd here.",
            "Do it.",
        ]),
    ],
)  # fmt: skip
def test_sentences_are_found_where_they_stand(source: str, found: list[Sentence]):
    assert list(sentences_in(source, "here.py")) == found


@pytest.mark.parametrize("source", ['translate(f"{name} is empty")', 'translate("{n}".format(n=1))'])
def test_a_sentence_that_is_put_together_first_is_refused(source: str):
    with pytest.raises(UnfitSentence, match=r"^here.py:1: "):
        list(sentences_in(source, "here.py"))


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"STUDY_LANGUAGE": "ko"}, "ko"),
        ({"STUDY_LANGUAGE": " KO "}, "ko"),
        ({"STUDY_LANGUAGE": "en", "LANG": "ko_KR.UTF-8"}, "en"),
        ({"STUDY_LANGUAGE": "fr", "LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "ko"}, "ko"),
        ({"LC_MESSAGES": "ko_KR.eucKR", "LANG": "en_US.UTF-8"}, "ko"),
        ({"LC_ALL": "C.UTF-8", "LC_MESSAGES": "ko_KR.UTF-8"}, "en"),
        ({"LC_ALL": "", "LANG": "ko_KR@x"}, "ko"),
        ({"LANG": "kok_IN.UTF-8"}, "en"),  # Konkani
        ({"LANG": "POSIX"}, "en"),
    ],
)
def test_the_setting_decides_then_the_locale_then_english(environment: dict[str, str], language: str):
    assert language_of(environment) == language


def test_a_process_may_change_its_language(monkeypatch: pytest.MonkeyPatch):
    english = errors.empty_file().about("a.pdf")
    monkeypatch.setenv("STUDY_LANGUAGE", "ko")
    assert errors.empty_file().about("a.pdf") == "a.pdf: 빈 파일(0바이트)입니다. 다시 올려 주세요."
    monkeypatch.setenv("STUDY_LANGUAGE", "en")
    assert errors.empty_file().about("a.pdf") == english


def test_a_count_has_its_own_form_where_the_language_has_one(monkeypatch: pytest.MonkeyPatch):
    def said(count: int) -> str:
        return translate_count("{count} page", "{count} pages", count).format(count=count)

    assert [said(0), said(1), said(2)] == ["0 pages", "1 page", "2 pages"]
    monkeypatch.setenv("STUDY_LANGUAGE", "ko")
    assert [said(1), said(2)] == ["1쪽", "2쪽"]


@given(name=st.text(alphabet="{}!:r0.ab가_%s[]"), language=st.sampled_from(LANGUAGES))
def test_a_value_is_never_taken_for_a_sentence(name: str, language: str):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STUDY_LANGUAGE", language)
        assert errors.needs_password().about(name).startswith(name)
        assert errors.UnreadableMaterial("x", name).about("a.pdf").endswith(name)


def test_no_text_is_no_sentence():
    """gettext would answer an empty text with the catalogue's header."""
    assert translate("") == ""
