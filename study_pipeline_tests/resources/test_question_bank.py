"""The question bank on a real LanceDB table."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import lancedb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from study_pipeline.embeddings.space import VectorSpace
from study_pipeline.materials.pages.page import Box, Figure, Table
from study_pipeline.questions.model import Option, Passage, Question
from study_pipeline.resources.bank import table as bank_table
from study_pipeline.resources.bank.question_bank import QuestionBank
from study_pipeline.resources.bank.schema import COLUMNS, SCHEMA, BankQuestion, from_table, to_table
from study_pipeline.resources.bank.table import TABLE_NAME
from study_pipeline.resources.bank.writes import DuplicateQuestionId
from study_pipeline.resources.errors import PermanentError

BOX = Box(72.1, 90.25, 300.0, 123.456)
TABLE = Table(1, BOX, (("해", "마릿수"), ("2024", "")))
SPACE = VectorSpace("test-model@1", 16)  # LanceDB treats lists of fewer than ten numbers otherwise
OTHER_SPACE = VectorSpace("other-model@1", 3)


def question(
    question_id: str,
    stem: str,
    *,
    material: str = "m1",
    position: int = 0,
    options: Sequence[str] = (),
    passage: str | None = None,
    answer: str | list[str] | None = None,
) -> BankQuestion:
    return BankQuestion(
        question_id,
        material,
        position,
        Question(
            number=str(position + 1),
            section=None,
            kind="multiple_choice" if options else "short_answer",
            page=1,
            box=BOX,
            stem=stem,
            options=tuple(Option("①②③④⑤"[n], text, 1, BOX) for n, text in enumerate(options)),
            passage=Passage("1-3", passage, 1, BOX) if passage else None,
            answer=answer,
        ),
    )


def unit(*numbers: float) -> NDArray[np.float32]:
    """A vector of SPACE that begins with these numbers, in their proportions."""
    vector = np.zeros(SPACE.dimensions, dtype=np.float32)
    vector[: len(numbers)] = numbers
    return vector / np.linalg.norm(vector)


def stems(hits) -> list[str]:
    return [hit.question.question.stem for hit in hits]


def ids_of(hits) -> list[str]:
    return [hit.question.id for hit in hits]


def ids_in(bank: QuestionBank) -> list[str]:
    return sorted(row.id for row in bank.all_questions())


@pytest.fixture
def bank(tmp_path: Path) -> QuestionBank:
    return QuestionBank(str(tmp_path / "lancedb"))


KOREAN = [
    "과두제적 경영은 소수의 경영자가 조직의 의사 결정을 독점하는 방식이다.",
    "기업의 경영 방식이 성과에 미치는 영향으로 옳은 것은?",
    "제3정규형과 제2정규형의 차이를 설명하시오.",
    "居留权在香港法律中的地位是什么？",
    "次の文章を読んで、筆者の考えに合うものを選べ。",
    "Which normal form removes transitive dependencies?",
    "A foreign key (FK) refers to what?",
]


@pytest.fixture
def filled(bank: QuestionBank) -> QuestionBank:
    rows = [question(f"q{n}", stem, position=n) for n, stem in enumerate(KOREAN)]
    bank.replace(["m1"], rows)
    return bank


# Writing


def test_a_question_comes_back_as_it_was_written(bank):
    full = BankQuestion(
        "q1",
        "국어-2026-ab12cd34",
        3,
        Question(
            number="가-1",
            section="공통",
            kind="multiple_choice",
            page=2,
            box=BOX,
            stem="윗글의 '내용'과 \"일치\"하는 것은?\n<보기>를 참고하시오.",
            options=(Option("①", "과두제", 2, BOX), Option("②", "", 3, BOX, Figure(3, BOX))),
            passage=Passage("1-3", "지문이다.", 1, BOX, (Figure(1, BOX),), (TABLE,)),
            answer=["①", "②"],
            explanation="해설",
            figures=(Figure(2, BOX),),
            tables=(TABLE,),
            formulas=(Figure(3, BOX),),
            confidence=0.97,
            flags=("no_gap", "두 단"),
        ),
    )
    plain = question("q2", "", material="국어-2026-ab12cd34", position=4, answer="③")
    bank.replace(["국어-2026-ab12cd34"], [plain, full])
    assert bank.questions_of("국어-2026-ab12cd34") == [full, plain]
    assert bank.owners(["q2", "unknown"]) == {"q2": "국어-2026-ab12cd34"}
    assert bank.count() == 2


def test_half_a_surrogate_pair_does_not_stop_a_batch_and_its_vectors_still_fit(bank):
    broken = question("q1", "깨진 글자 \ud83d", options=["\udc00"])
    bank.replace(["m1"], [broken])
    assert bank.questions_of("m1")[0].question.stem == "깨진 글자 \ufffd"
    assert bank.put_vectors(SPACE, [broken], unit(1, 0, 0, 0)[None]) == 1


def test_a_bank_of_an_earlier_version_is_read_as_it_is_and_completed_when_it_is_written_to(tmp_path):
    without_regions = [name for name in COLUMNS if name != "regions"]
    earlier = to_table([question("q1", "하나")]).select(without_regions)
    lancedb.connect(tmp_path / "earlier").create_table(TABLE_NAME, data=earlier)
    bank = QuestionBank(str(tmp_path / "earlier"))
    assert bank.questions_of("m1") == [question("q1", "하나")]
    assert [hit.question.id for hit in bank.search("하나", 1)] == ["q1"]
    assert len(bank.to_pandas()) == 1
    told = replace(question("q2", "둘", material="m2").question, tables=(TABLE,))
    bank.replace(["m2"], [BankQuestion("q2", "m2", 0, told)])
    assert [row.question.tables for row in bank.all_questions()] == [(), (TABLE,)]


def test_replacing_a_material_leaves_the_others_alone(bank):
    bank.replace(["m1", "m2"], [question("a", "하나"), question("b", "둘", material="m2")])
    change = bank.replace(["m1"], [question("c", "셋"), question("d", "넷", position=1)])
    assert (change.inserted, change.updated, change.deleted) == (2, 0, 1)
    assert ids_in(bank) == ["b", "c", "d"]
    bank.replace(["m1"], [])
    assert ids_in(bank) == ["b"]


def test_writing_the_same_questions_again_changes_nothing(bank):
    rows = [question("a", "하나"), question("b", "둘", position=1)]
    bank.replace(["m1"], rows)
    change = bank.replace(["m1"], rows)
    assert (change.inserted, change.deleted) == (0, 0)
    assert bank.questions_of("m1") == rows


def test_an_id_that_comes_twice_stops_the_write(bank):
    with pytest.raises(DuplicateQuestionId, match="'a'"):
        bank.replace(["m1"], [question("a", "하나"), question("a", "둘")])
    assert bank.count() == 0


def test_an_id_of_another_material_stops_the_write(bank):
    bank.replace(["m1"], [question("a", "하나")])
    with pytest.raises(DuplicateQuestionId, match="'m1'"):
        bank.replace(["m2"], [question("a", "훔친 문항", material="m2")])
    assert [row.question.stem for row in bank.questions_of("m1")] == ["하나"]


def test_an_id_may_move_between_materials_that_are_replaced_together(bank):
    bank.replace(["m1"], [question("a", "하나")])
    bank.replace(["m1", "m2"], [question("a", "하나", material="m2")])
    assert bank.questions_of("m1") == []
    assert [row.id for row in bank.questions_of("m2")] == ["a"]


def test_questions_of_a_material_that_is_not_replaced_are_refused(bank):
    with pytest.raises(ValueError, match="m2"):
        bank.replace(["m1"], [question("a", "하나", material="m2")])


@pytest.mark.parametrize(
    "material",
    ["it's", "a'); DROP TABLE questions; --", "100%_", 'quo"te', "back\\slash", "\x00", "\ud800", "가 나"],
)
def test_a_hostile_material_id_is_only_a_name(bank, material):
    bank.replace(
        [material, "m2"], [question("a", "하나", material=material), question("b", "둘", material="m2")]
    )
    assert [row.id for row in bank.questions_of(material)] == ["a"]
    assert bank.delete_materials([material]) == 1
    assert ids_in(bank) == ["b"]


def test_the_questions_of_many_materials_are_read_at_once_each_in_its_order(bank):
    rows = [question("b", "둘", position=1), question("a", "하나"), question("c", "셋", material="m2")]
    bank.replace(["m1", "m2"], rows)
    found = bank.questions_by_material(["m2", "m1", "unknown"])
    assert {material: [row.id for row in of_one] for material, of_one in found.items()} == {
        "m2": ["c"],
        "m1": ["a", "b"],
        "unknown": [],
    }
    assert bank.owners(["a", "c", "unknown"]) == {"a": "m1", "c": "m2"}


def test_an_id_that_is_there_twice_is_named(bank, tmp_path):
    rows = [question("a", "하나"), question("b", "둘", position=1)]
    bank.replace(["m1"], rows)
    assert bank.repeated_ids() == []
    table_of(tmp_path).add(to_table(rows[1:]))  # past the bank, which refuses it
    assert bank.repeated_ids() == ["b"]


def test_deleting_removes_all_questions_of_a_material_once(bank):
    bank.replace(["m1", "m2"], [question("a", "하나"), question("b", "둘", material="m2")])
    assert bank.delete_materials(["m1", "unknown"]) == 1
    assert bank.delete_materials(["m1"]) == 0
    assert bank.delete_materials([]) == 0
    assert ids_in(bank) == ["b"]


def test_a_new_answer_leaves_the_vectors_and_the_text_that_is_searched(bank):
    rows = [question("a", "하나"), question("b", "둘", position=1), question("c", "셋", material="m2")]
    bank.replace(["m1", "m2"], rows)
    bank.put_vectors(SPACE, rows, np.eye(3, 16, dtype=np.float32))
    bank.replace(["m1"], [question("a", "하나", answer="③"), rows[1]])
    assert [row.question.answer for row in bank.all_questions()] == ["③", None, None]
    assert bank.vectors(SPACE).ids == ("a", "b", "c")
    assert ids_of(bank.search("하나")) == ["a"]


# Vectors


def test_rows_without_a_vector_stay_out_of_vector_search(bank):
    rows = [question(name, f"글 {name}", position=n) for n, name in enumerate("abc")]
    bank.replace(["m1"], rows)
    assert bank.search("없는말", space=SPACE, vector=unit(1, 1, 0, 0)) == []
    bank.put_vectors(SPACE, rows[:2], np.eye(2, 16, dtype=np.float32))
    hits = bank.search("없는말", space=SPACE, vector=unit(1, 2, 0, 0))
    assert ids_of(hits) == ["b", "a"]
    assert [row.id for row in bank.missing_vectors(SPACE, 10)] == ["c"]
    assert bank.without_vector(SPACE, ["m1", "unknown"]) == {"c"}
    assert bank.count_missing_vectors(SPACE) == 1


def test_vectors_of_two_models_never_mix(bank):
    rows = [question("a", "하나"), question("b", "둘", position=1)]
    bank.replace(["m1"], rows)
    bank.put_vectors(SPACE, rows, np.eye(2, 16, dtype=np.float32))
    bank.put_vectors(OTHER_SPACE, rows[1:], unit(1, 0, 0)[None, :3])
    assert ids_of(bank.search("없는말", space=OTHER_SPACE, vector=unit(1, 0, 0)[:3])) == ["b"]
    assert bank.vectors(SPACE).matrix.tolist() == np.eye(2, 16).tolist()
    assert bank.count_missing_vectors(OTHER_SPACE) == 1
    with pytest.raises(ValueError, match="shape"):
        bank.search("하나", space=SPACE, vector=unit(1, 0, 0)[:3])


def test_replacing_keeps_the_vectors_of_unchanged_texts_in_every_space(bank):
    old = [question("a", "하나"), question("b", "둘", position=1), question("c", "셋", position=2)]
    bank.replace(["m1"], old)
    bank.put_vectors(SPACE, old, np.eye(3, 16, dtype=np.float32))
    bank.put_vectors(OTHER_SPACE, old[:1], unit(0, 1, 0)[None, :3])
    new = [
        question("a", "하나", answer="③"),
        question("b", "둘, 그리고 더", position=1),
        question("new-id", "셋", position=2),
    ]
    change = bank.replace(["m1"], new)
    assert change.vectors_kept == 3
    assert bank.vectors(SPACE).ids == ("a", "new-id")
    assert bank.vectors(SPACE).matrix.tolist() == [unit(1).tolist(), unit(0, 0, 1).tolist()]
    assert bank.vectors(OTHER_SPACE).ids == ("a",)
    assert [row.id for row in bank.missing_vectors(SPACE, 10)] == ["b"]


def test_a_vector_of_a_text_that_changed_or_left_meanwhile_is_not_written(bank):
    old = [question("a", "하나"), question("b", "둘", position=1)]
    bank.replace(["m1"], old)
    bank.replace(["m1"], [question("a", "하나 고침")])
    assert bank.put_vectors(SPACE, old, np.eye(2, 16, dtype=np.float32)) == 0
    assert bank.vectors(SPACE).ids == ()
    assert ids_in(bank) == ["a"]


@pytest.mark.parametrize(
    ("matrix", "words"),
    [
        (np.ones((1, 3), dtype=np.float32), "expected"),
        (np.ones((2, 16), dtype=np.float32), "expected"),
        (np.full((1, 16), np.nan, dtype=np.float32), "not finite"),
    ],
)
def test_a_wrong_matrix_is_refused(bank, matrix, words):
    row = question("a", "하나")
    bank.replace(["m1"], [row])
    with pytest.raises(ValueError, match=words):
        bank.put_vectors(SPACE, [row], matrix)


def test_a_digest_changes_with_texts_and_vectors_and_not_with_answers(bank):
    rows = [question("a", "하나"), question("b", "둘", material="m2")]
    bank.replace(["m1", "m2"], rows)
    empty = bank.digests(SPACE)
    bank.put_vectors(SPACE, rows[:1], unit(1, 0, 0, 0)[None])
    embedded = bank.digests(SPACE)
    bank.replace(["m1"], [question("a", "하나", answer="④")])
    assert bank.digests(SPACE) == embedded
    assert embedded["m1"] != empty["m1"]
    assert embedded["m2"] == empty["m2"]
    bank.replace(["m1"], [question("a", "하나 고침")])
    assert bank.digests(SPACE)["m1"] not in (empty["m1"], embedded["m1"])


# Searching


@pytest.mark.parametrize("indexed", [False, True])
@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("과두제적 경영", 0),
        ("과두제적경영이란", 0),
        ("과두제", 0),
        ("경영 방식이", 1),
        ("제3정규형은", 2),
        ("居留", 3),
        ("居留權", 3),
        ("筆者", 4),
        ("TRANSITIVE dependency", 5),
        ("foreign key", 6),
        ("ＦＫ", 6),
    ],
)
def test_korean_with_particles_and_short_chinese_words_hit(filled, indexed, query, first):
    if indexed:
        filled.optimize()
    hits = filled.search(query, 3)
    assert stems(hits)[0] == KOREAN[first]


def test_a_literal_hit_stands_before_what_is_nearest_in_meaning(filled):
    rows = filled.questions_of("m1")
    matrix = np.tile(unit(1, 0.1, 0, 0), (len(rows), 1))
    matrix[3] = unit(0, 0, 0, 1)
    filled.put_vectors(SPACE, rows, matrix)
    hits = filled.search("居留", 10, space=SPACE, vector=unit(1, 0, 0, 0))
    assert stems(hits)[0] == KOREAN[3]
    assert len(hits) == 7
    assert all(0 < hit.score <= 1 for hit in hits)


def test_options_and_passages_are_searched_too(bank):
    bank.replace(
        ["m1"],
        [
            question("a", "옳은 것은?", options=["대류권", "성층권"]),
            question("b", "윗글의 내용은?", passage="판구조론은 지각의 움직임을 다룬다.", position=1),
        ],
    )
    assert ids_of(bank.search("성층권에서")) == ["a"]
    assert ids_of(bank.search("판구조론")) == ["b"]


def test_new_rows_are_found_before_they_are_indexed_and_removed_ones_are_not(filled):
    filled.optimize()
    filled.replace(["m2"], [question("new", "과두제적 경영의 반대 개념은?", material="m2")])
    assert set(ids_of(filled.search("과두제적 경영"))) >= {"new", "q0"}
    filled.delete_materials(["m1"])
    assert ids_of(filled.search("과두제적 경영")) == ["new"]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   ",
        "'",
        '"',
        '"과두제',
        "a AND",
        "NOT (",
        "*",
        "과두*",
        "[1～3]",
        "q0:^~",
        "\\",
        "\x00",
        "�",
        "🎉",
        "가" * 10000,
        "과두제적 경영 " * 1500,
        "%",
        "' OR '1'='1",
        "법",
    ],
)
def test_no_query_raises(filled, query):
    assert len(filled.search(query, 5)) <= 5


def test_one_character_is_found_as_it_is(filled):
    assert stems(filled.search("居")) == [KOREAN[3]]
    assert filled.search("") == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(max_size=30))
def test_any_text_may_be_searched(filled, query):
    filled.search(query, 3)


def test_k_bounds_the_results(filled):
    assert filled.search("경영", 0) == []
    assert len(filled.search("경영", 1)) == 1


def embedded(count: int, *, first: int = 0) -> tuple[list[BankQuestion], NDArray[np.float32]]:
    """Questions of one material with vectors of random directions."""
    numbers = range(first, first + count)
    rows = [question(f"q{n}", f"문항 {n}", material=f"m{first}", position=n) for n in numbers]
    matrix = np.random.default_rng(first).standard_normal((count, SPACE.dimensions)).astype(np.float32)
    return rows, matrix / np.linalg.norm(matrix, axis=1, keepdims=True)


def test_a_large_bank_finds_by_its_vector_index_what_comparing_all_vectors_finds(bank, monkeypatch, tmp_path):
    monkeypatch.setattr(bank_table, "MIN_ROWS_OF_VECTOR_INDEX", 600)
    parts = [embedded(600), embedded(200, first=600), embedded(50, first=800)]
    for number, (rows, matrix) in enumerate(parts):
        bank.replace([rows[0].material], rows)
        bank.put_vectors(SPACE, rows, matrix)
        if number < 2:  # the last part stays outside the index
            bank.optimize()
    bank.replace(["m900"], [question("q900", "벡터 없음", material="m900")])
    bank.delete_materials(["m600"])
    kept = [parts[0], parts[2]]
    ids = np.array([row.id for rows, _ in kept for row in rows])
    matrix = np.concatenate([vectors for _, vectors in kept])
    stats = table_of(tmp_path).index_stats(f"{SPACE.column}_idx")
    assert stats.index_type == "IVF_SQ"
    for vector in embedded(30, first=1_000)[1]:
        nearest = ids[np.argsort(-(matrix @ vector))[:10]].tolist()
        assert ids_of(bank.search("", 10, space=SPACE, vector=vector)) == nearest
        assert ids_of(bank.search("q", 10, space=SPACE, vector=vector)) == nearest


def test_a_vector_index_in_many_parts_is_made_anew(bank, monkeypatch, tmp_path):
    monkeypatch.setattr(bank_table, "MIN_ROWS_OF_VECTOR_INDEX", 300)
    monkeypatch.setattr(bank_table, "MAX_VECTOR_INDEX_PARTS", 2)
    for first in (0, 300, 310, 320, 330):
        rows, matrix = embedded(300 if first == 0 else 10, first=first)
        bank.replace([rows[0].material], rows)
        bank.put_vectors(SPACE, rows, matrix)
        bank.optimize()
        stats = table_of(tmp_path).index_stats(f"{SPACE.column}_idx")
        assert (stats.num_indices <= 2, stats.num_unindexed_rows) == (True, 0)


def test_a_small_bank_compares_all_vectors(bank, tmp_path):
    rows, matrix = embedded(300)
    bank.replace(["m0"], rows)
    bank.put_vectors(SPACE, rows, matrix)
    bank.optimize()
    assert table_of(tmp_path).index_stats(f"{SPACE.column}_idx") is None


def test_similar_leaves_out_the_question_itself_and_those_of_its_passage(bank):
    rows = [
        question("a", "하나", passage="같은 지문", position=0),
        question("b", "둘", passage="같은 지문", position=1),
        question("c", "셋", passage="다른 지문", position=2),
        question("d", "넷", position=3),
        question("e", "다섯", passage="같은 지문", material="m2"),
    ]
    bank.replace(["m1", "m2"], rows)
    vectors = [
        unit(1, 0, 0, 0),
        unit(1, 0.01, 0, 0),
        unit(1, 0.5, 0, 0),
        unit(1, 1, 0, 0),
        unit(1, 0.1, 0, 0),
    ]
    bank.put_vectors(SPACE, rows, np.stack(vectors))
    hits = bank.similar("a", 10, SPACE)
    assert ids_of(hits) == ["e", "c", "d"]
    assert [hit.score for hit in hits] == pytest.approx(
        [v @ vectors[0] for v in np.array(vectors)[[4, 2, 3]]]
    )
    assert ids_of(bank.similar("d", 2, SPACE)) == ["c", "e"]
    assert bank.similar("d", 0, SPACE) == []


def test_similar_says_what_is_missing(filled):
    with pytest.raises(PermanentError, match="No question"):
        filled.similar("it's", 3, SPACE)
    with pytest.raises(PermanentError, match="no vector yet"):
        filled.similar("q0", 3, SPACE)


# Reading


def test_an_empty_bank_answers_everything(bank):
    assert bank.search("과두제") == []
    assert bank.questions_of("m1") == bank.all_questions() == bank.repeated_ids() == []
    assert bank.count() == bank.count_missing_vectors(SPACE) == 0
    assert bank.missing_vectors(SPACE, 5) == []
    assert bank.digests(SPACE) == {}
    assert bank.without_vector(SPACE, ["m1"]) == set()
    assert bank.vectors(SPACE).matrix.shape == (0, 16)
    assert bank.to_pandas().columns.tolist() == list(COLUMNS)
    bank.optimize()


def test_the_bank_is_a_data_frame(bank):
    rows = [
        question("b", "둘", position=1, answer=["ㄱ", "ㄴ"]),
        question("a", "하나", options=["가", "나"], answer="①"),
        question("c", "셋", position=2),
    ]
    bank.replace(["m1"], rows)
    bank.put_vectors(SPACE, rows[:1], unit(0, 1, 0, 0)[None])
    frame = bank.to_pandas(SPACE)
    assert frame["id"].tolist() == ["a", "b", "c"]
    assert frame["answer"].tolist() == ["①", ["ㄱ", "ㄴ"], None]
    assert frame["options"][0][1]["text"] == "나"
    assert [None if vector is None else vector.tolist() for vector in frame["vector"]] == [
        None,
        unit(0, 1).tolist(),
        None,
    ]
    assert "vector" not in bank.to_pandas()


def test_questions_survive_arrow():
    rows = [question("a", "하나", options=["가"], passage="지문", answer=["①"])]
    assert from_table(to_table(rows)) == rows
    assert to_table([]).schema.equals(to_table(rows).schema)


def test_what_another_process_wrote_is_seen_at_once(tmp_path):
    uri = str(tmp_path / "lancedb")
    writer, reader = QuestionBank(uri), QuestionBank(uri)
    assert reader.count() == 0
    for count in (1, 2, 3):
        writer.replace(["m1"], [question(f"q{n}", "글", position=n) for n in range(count)])
        assert reader.count() == count


def test_readers_never_see_half_a_batch(tmp_path):
    """Each version of the material has 40 questions whose stems all name the version."""
    uri = str(tmp_path / "lancedb")

    def version(number: int) -> list[BankQuestion]:
        return [question(f"v{number}-{n}", f"과두제 {number}판", position=n) for n in range(40)]

    writer = QuestionBank(uri)
    writer.replace(["m1"], version(0))
    done = threading.Event()
    seen: list[set[str]] = []
    failures: list[Exception] = []

    def read() -> None:
        reader = QuestionBank(uri)
        try:
            last = False
            while not last:
                last = done.is_set()
                rows = reader.questions_of("m1")
                assert len(rows) == 40
                seen.append({row.question.stem for row in rows})
                seen.append(set(stems(reader.search("과두제", 40))))
        except Exception as error:  # noqa: BLE001 - the test's thread reports it
            failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(1, 16):
        writer.replace(["m1"], version(number))
        if number % 5 == 0:
            writer.optimize()
    done.set()
    for reader in readers:
        reader.join()
    assert failures == []
    assert len(seen) > 2
    assert all(len(stems_seen) == 1 for stems_seen in seen)


def test_a_bank_made_before_materials_were_indexed_gets_its_index_with_the_next_write(filled, tmp_path):
    table_of(tmp_path).drop_index(bank_table.MATERIAL_INDEX)
    filled.replace(["m2"], [question("new", "둘", material="m2")])
    assert bank_table.MATERIAL_INDEX in {index.name for index in table_of(tmp_path).list_indices()}
    assert [row.id for row in filled.questions_of("m2")] == ["new"]


def test_a_bank_half_made_by_a_crash_is_completed(tmp_path):
    uri = str(tmp_path / "lancedb")
    lancedb.connect(uri).create_table(TABLE_NAME, schema=SCHEMA)
    bank = QuestionBank(uri)
    assert bank.search("과두제") == []
    bank.replace(["m1"], [question("a", "과두제적 경영")])
    assert ids_of(bank.search("과두제")) == ["a"]


def test_a_bank_that_cannot_be_written_says_what_to_check(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(PermanentError, match="STUDY_BANK_URI"):
        QuestionBank(str(tmp_path / "file" / "lancedb")).replace(["m1"], [question("a", "하나")])


def table_of(tmp_path: Path):
    return lancedb.connect(str(tmp_path / "lancedb")).open_table(TABLE_NAME)


def test_small_fragments_are_merged_once_fifty_came_together(bank, tmp_path):
    for number in range(60):
        row = question(f"q{number}", f"문항 {number}", material=f"m{number}")
        bank.replace([row.material], [row])
        bank.put_vectors(SPACE, [row], unit(1, number)[None])
    assert table_of(tmp_path).stats()["fragment_stats"]["num_fragments"] < 20
    assert bank.count() == len(bank.vectors(SPACE).ids) == 60


def test_new_rows_are_indexed_once_enough_came_together(bank, tmp_path):
    rows = [question(f"q{number}", f"문항 {number}", position=number) for number in range(1_000)]
    bank.replace(["m1"], rows)
    assert table_of(tmp_path).index_stats("search_text_idx").num_unindexed_rows == 1_000
    bank.put_vectors(SPACE, rows, np.tile(unit(1), (1_000, 1)))
    assert table_of(tmp_path).index_stats("search_text_idx").num_unindexed_rows == 0


def test_the_key_column_is_marked_and_has_no_index(filled, tmp_path):
    table = table_of(tmp_path)
    assert table.schema.field("id").metadata == {b"lance-schema:unenforced-primary-key": b"true"}
    assert not table.schema.field("id").nullable
    assert {column for index in table.list_indices() for column in index.columns} == {
        "material",
        "search_text",
    }
    assert table.schema.field("options").type.value_type.field("bbox").type == pa.list_(pa.float64(), 4)
