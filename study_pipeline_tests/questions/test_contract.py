"""The JSON that `extract --json` prints."""

import json

import pytest

from study_pipeline.materials.pages.page import Box, Figure, Table
from study_pipeline.questions.contract import extraction_json
from study_pipeline.questions.model import Extraction, KeyEntry, Option, Passage, Question

BOX = Box(72.04, 90.25, 300.0, 123.456)
TABLE = Table(3, BOX, (("해", "마릿수"), ("2024", "")))
REGION = [72.0, 90.2, 300.0, 123.5]
TABLE_JSON = {"page": 3, "bbox": REGION, "rows": [["해", "마릿수"], ["2024", ""]]}
FULL = Question(
    number="31",
    section="공통",
    kind="multiple_choice",
    page=4,
    box=BOX,
    stem="㉠에 대한 설명으로 적절한 것은?",
    options=(Option("①", "사유화", 4, BOX), Option("②", "국가 관리", 5, BOX, Figure(5, BOX))),
    passage=Passage("31-33", "공동으로 쓰는 목초지에", 3, BOX, (Figure(3, BOX),), (TABLE,)),
    answer=["①", "②"],
    explanation="둘 다 맞다.",
    figures=(Figure(4, BOX),),
    tables=(TABLE,),
    formulas=(Figure(5, BOX),),
    confidence=0.9749,
    flags=("answer_conflict",),
)
BARE = Question("2", None, "short_answer", 1, BOX, "쓰시오.")


def written(extraction: Extraction, ids: list[str]) -> dict:
    document = extraction_json(extraction, ids, file="모의고사.pdf", sha256="ab", seconds=0.98765)
    return json.loads(json.dumps(document, ensure_ascii=False))


def test_a_full_question_is_written_field_by_field() -> None:
    extraction = Extraction(
        "paper", 20, (FULL,), flags=("unmapped_font",), share_outside=0.04, unreadable_pages=(2, 7)
    )
    assert written(extraction, ["q1"]) == {
        "source": {"file": "모의고사.pdf", "sha256": "ab", "pages": 20, "kind": "paper", "seconds": 0.99},
        "questions": [
            {
                "id": "q1",
                "number": "31",
                "section": "공통",
                "kind": "multiple_choice",
                "page": 4,
                "bbox": [72.0, 90.2, 300.0, 123.5],
                "stem": "㉠에 대한 설명으로 적절한 것은?",
                "passage": {
                    "numbers": "31-33",
                    "text": "공동으로 쓰는 목초지에",
                    "figures": [{"page": 3, "bbox": REGION}],
                    "tables": [TABLE_JSON],
                },
                "options": [
                    {"label": "①", "text": "사유화", "page": 4, "bbox": [72.0, 90.2, 300.0, 123.5]},
                    {
                        "label": "②",
                        "text": "국가 관리",
                        "page": 5,
                        "bbox": [72.0, 90.2, 300.0, 123.5],
                        "figure": {"page": 5, "bbox": REGION},
                    },
                ],
                "answer": ["①", "②"],
                "explanation": "둘 다 맞다.",
                "figures": [{"page": 4, "bbox": [72.0, 90.2, 300.0, 123.5]}],
                "tables": [TABLE_JSON],
                "formulas": [{"page": 5, "bbox": REGION}],
                "confidence": 0.97,
                "flags": ["answer_conflict"],
            }
        ],
        "answers": [],
        "flags": ["unmapped_font"],
        "share_outside": 0.04,
        "unreadable_pages": [2, 7],
    }


def test_what_a_question_has_not_is_null_or_empty_and_never_left_out() -> None:
    (bare,) = written(Extraction("paper", 1, (BARE,)), ["q2"])["questions"]
    assert bare.keys() == written(Extraction("paper", 1, (FULL,)), ["q1"])["questions"][0].keys()
    assert [bare[name] for name in ("section", "passage", "answer", "explanation")] == [None] * 4
    assert (bare["options"], bare["figures"], bare["flags"], bare["confidence"]) == ([], [], [], 1.0)
    assert (bare["tables"], bare["formulas"]) == ([], [])


def test_an_answer_key_gives_its_entries_in_order() -> None:
    entries = (KeyEntry("1", "③"), KeyEntry("2", ["①", "④"], "미적분"), KeyEntry("3", []))
    document = written(Extraction("answer_key", 1, answers=entries), [])
    assert document["questions"] == []
    assert document["answers"] == [
        {"section": None, "number": "1", "answer": "③"},
        {"section": "미적분", "number": "2", "answer": ["①", "④"]},
        {"section": None, "number": "3", "answer": []},
    ]


def test_every_question_needs_its_id() -> None:
    with pytest.raises(ValueError, match="zip"):
        written(Extraction("paper", 1, (FULL, BARE)), ["q1"])
