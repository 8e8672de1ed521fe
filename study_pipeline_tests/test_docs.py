"""What the documents promise exists, and what exists is in the documents."""

import re
from pathlib import Path

import click
import pytest

from study_pipeline.cli.main import VERBS, main
from study_pipeline.resources.settings.specs import SPECS

ROOT = Path(__file__).parents[1]
DOCUMENTS = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    ROOT / "data/samples/README.md",
]
READMES = [ROOT / "README.md", ROOT / "README.ko.md"]
CLI = (ROOT / "docs" / "cli.md").read_text("utf-8")

COMMAND_NAMES = [*(name for name in VERBS if name != "graph"), "graph update"]
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE_BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
TYPED_VERB = re.compile(r"study-pipeline ([a-z]+)(?: ([a-z]+))?")
NOT_IN_AN_ANCHOR = re.compile(r"[^\w\- ]")


def command_of(name: str) -> click.Command:
    """The command that these words call."""
    command: click.Command = main
    for word in name.split():
        assert isinstance(command, click.Group)
        found = command.get_command(click.Context(command), word)
        assert found is not None
        command = found
    return command


def sections() -> dict[str, str]:
    """The sections of docs/cli.md that document a verb."""
    parts = re.split(r"^## `([^`]+)`$", CLI, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def anchors(document: Path) -> set[str]:
    """The anchors of a document: its headings', as GitHub makes them, and those that it sets itself."""
    text = CODE_BLOCK.sub("", document.read_text("utf-8"))
    headings = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    made = {NOT_IN_AN_ANCHOR.sub("", heading).strip().lower().replace(" ", "-") for heading in headings}
    return made | set(re.findall(r'<a id="([\w-]+)"></a>', text))


def test_every_verb_is_documented_and_no_other():
    graph = command_of("graph")
    assert isinstance(graph, click.Group)
    assert list(graph.commands) == ["update"]
    assert sorted(sections()) == sorted(COMMAND_NAMES)


@pytest.mark.parametrize("name", COMMAND_NAMES)
def test_every_option_of_a_verb_is_documented_and_no_other(name: str):
    command = command_of(name)
    options = {option for p in command.params if isinstance(p, click.Option) for option in p.opts}
    rows = re.findall(r"^\| `(-[^`]+)` \|", sections()[name], flags=re.MULTILINE)
    assert set(rows) == options
    assert "```" in sections()[name], "an example and what it prints"


@pytest.mark.parametrize("readme", READMES, ids=lambda readme: readme.name)
def test_every_setting_is_in_the_readme_and_no_other(readme: Path):
    rows = re.findall(r"^\| `([A-Z][A-Z_]+)` \|", readme.read_text("utf-8"), flags=re.MULTILINE)
    assert rows == [spec.name for spec in SPECS]


def test_the_readme_says_of_each_setting_what_the_code_says():
    text = READMES[0].read_text("utf-8")
    for spec in SPECS:
        assert f"| `{spec.name}` | {spec.default} | {spec.meaning} |" in text


def test_the_two_readmes_have_the_same_sections_and_tables():
    def shape(readme: Path) -> list[str]:
        lines = CODE_BLOCK.sub("", readme.read_text("utf-8")).splitlines()
        return [line[:2] for line in lines if line.startswith(("## ", "|--", "!["))]

    assert shape(READMES[0]) == shape(READMES[1])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.relative_to(ROOT)))
def test_a_verb_that_a_document_types_exists(document: Path):
    known = set(COMMAND_NAMES)
    groups = {name.split()[0] for name in known if " " in name}
    for verb, sub in TYPED_VERB.findall(document.read_text("utf-8")):
        assert (f"{verb} {sub}" if verb in groups else verb) in known


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.relative_to(ROOT)))
def test_internal_links_lead_somewhere(document: Path):
    for link in LINK.findall(CODE_BLOCK.sub("", document.read_text("utf-8"))):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        assert target.exists(), link
        assert target.is_relative_to(ROOT), link
        assert not anchor or anchor in anchors(target), link
