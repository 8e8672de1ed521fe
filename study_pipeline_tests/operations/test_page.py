"""The page of the report: whole, closed to the world, and made of nothing but figures and escaped text."""

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from study_pipeline.ingest.overseeing import figures
from study_pipeline.operations.page import report_page
from study_pipeline.operations.plots import Point, areas, bars, rows, shortened
from study_pipeline.operations.report_tables import report_tables, tiles
from study_pipeline.operations.statistics import Statistics
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.settings.settings import read_settings
from study_pipeline_tests.operations.seeded import NOON, seed

HOSTILE = '"><script src=//x.example></script><img src=x onerror=alert(1)>\u202e\x07'
VOID = {"meta", "path", "rect", "br", "link", "img"}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Statistics]:
    """The figures of the known history, one of whose files has a hostile name."""
    settings = read_settings({"STUDY_DATA": str(tmp_path_factory.mktemp("data"))})
    catalog = Catalog.open(settings.catalog_url)
    ids = seed(catalog)
    catalog.fail(ids["지리.pdf"], stage="materials", sentence=HOSTILE)
    yield figures(catalog.engine, settings, now=NOON, hour_count=24)
    catalog.close()


class Elements(HTMLParser):
    """Every element of a page with its attributes; an element that is not closed is an error."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_asks_for_nothing_and_runs_nothing(found: Statistics) -> None:
    page = report_page(found)
    elements = Elements(page).found
    assert not {"script", "link", "img", "iframe", "object", "form", "base"} & {tag for tag, _ in elements}
    asking = {"src", "href", "srcset", "action", "data", "style", "xlink:href", "background"}
    assert not [
        name for _, attributes in elements for name in attributes if name in asking or name.startswith("on")
    ]
    assert not re.search(r"url\(|@import", page)


def test_the_page_tells_the_browser_to_allow_only_its_own_style(found: Statistics) -> None:
    page = report_page(found)
    (policy,) = [
        attributes["content"]
        for tag, attributes in Elements(page).found
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    style = re.findall(r"<style>(.*?)</style>", page, flags=re.DOTALL)
    (digest,) = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in style]
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_what_a_file_is_called_is_text_on_the_page_and_turns_no_writing_around(found: Statistics) -> None:
    page = report_page(found)
    assert "&lt;script src=//x.example&gt;" in page
    assert "\u202e" not in page
    assert "\x07" not in page


def test_the_page_shows_the_figures_that_the_command_line_prints(found: Statistics) -> None:
    shown = {tile.name: tile.value for tile in tiles(found)}
    assert shown == {
        "materials": "14",
        "pending": "4",
        "oldest waiting": "1 d 2 h",
        "processing": "2",
        "completed": "3",
        "failed": "4",
        "to be retried": "0",
        "scheduled": "0",
    }
    lanes = next(table for table in report_tables(found) if table.name == "status and lane")
    assert lanes.rows[0] == ("pending", 1, 2, 1, 4)
    page = report_page(found)
    assert all(f"<dd>{value}</dd>" in page for value in shown.values())


def test_a_table_that_names_not_all_that_failed_says_how_many_there_are(found: Statistics) -> None:
    many = replace(found, failed=found.failed[:1] * 1_200)
    (cut,) = [table for table in report_tables(many) if table.name == "what failed"]
    assert len(cut.rows) == 25
    assert cut.title == "The newest 25 of 1,200 that failed (`study-pipeline failed` lists all)"


def test_the_page_speaks_korean(found: Statistics, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDY_LANGUAGE", "ko")
    page = report_page(found)
    assert '<html lang="ko">' in page
    assert "2026-11-24 12:00 기준(Asia/Seoul)" in page


def test_a_page_of_nothing_says_so(tmp_path: Path) -> None:
    settings = read_settings({"STUDY_DATA": str(tmp_path)})
    catalog = Catalog.open(settings.catalog_url)
    page = report_page(figures(catalog.engine, settings, now=NOON, hour_count=24))
    catalog.close()
    assert "Nothing has failed that was not resolved since." in page
    Elements(page)


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
POINTS = st.lists(st.builds(Point, st.floats(0, 1e9), TEXT, TEXT), max_size=30)


@given(points=POINTS, title=TEXT)
@example(points=[Point(1.0, "\uffff\ufffe", "\x00")], title="\uffff")
def test_a_plot_of_whatever_text_is_a_picture_whose_bars_stay_inside(points: list[Point], title: str) -> None:
    for svg in (
        bars(points, title=title, top="1"),
        areas(points, title=title, top="1"),
        rows(points, title=title),
    ):
        picture = ET.fromstring(svg)
        _, _, width, height = map(float, picture.attrib["viewBox"].split())
        for bar in picture.iter("{http://www.w3.org/2000/svg}rect"):
            left, top, wide, high = (float(bar.attrib[name]) for name in ("x", "y", "width", "height"))
            assert 0 <= left <= left + wide <= width + 0.1
            assert 0 <= top <= top + high <= height + 0.1


def test_bars_are_as_high_as_their_values() -> None:
    picture = ET.fromstring(bars([Point(10, "a"), Point(5, "b"), Point(0, "c")], title="t", top="10"))
    shown = [
        bar for bar in picture.iter("{http://www.w3.org/2000/svg}rect") if bar.get("fill") != "transparent"
    ]
    assert [float(bar.attrib["height"]) for bar in shown] == [120, 60, 0]


@pytest.mark.parametrize(
    ("text", "short"), [("a" * 56, "a" * 56), ("a" * 57, "a" * 55 + "…"), ("가" * 29, "가" * 27 + "…")]
)
def test_a_label_is_cut_to_the_room_that_it_has(text: str, short: str) -> None:
    assert shortened(text) == short
