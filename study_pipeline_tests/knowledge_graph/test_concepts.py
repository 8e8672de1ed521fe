"""Concepts: what a question names, as printed, and nothing of what the exam says about itself."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from study_pipeline.knowledge_graph.concepts import (
    MAX_OWN_CONCEPTS,
    MAX_PASSAGE_CONCEPTS,
    concept_id,
    mentions_of,
)
from study_pipeline.knowledge_graph.facts import Mention


def surfaces(stem: str, *options: str, passage: str | None = None) -> list[str]:
    return [mention.surface for mention in mentions_of(stem, options, passage)]


def by_surface(stem: str, *options: str, passage: str | None = None) -> dict[str, Mention]:
    return {mention.surface: mention for mention in mentions_of(stem, options, passage)}


@pytest.mark.parametrize(
    ("stem", "expected"),
    [
        ("IPv6 주소 체계의 특징은?", "IPv6 주소 체계"),
        ("IPv6란 무엇인가?", "IPv6"),
        ("TCP/IP에 대하여 설명하라.", "TCP/IP"),
        ("다음은 C++의 코드이다.", "C++"),
        ("경계값 분석에 대한 설명으로 옳은 것은?", "경계값 분석"),
        ("과두제적 경영에 대한 이해로 적절하지 않은 것은?", "과두제적 경영"),
        ("교착 상태란 무엇인가?", "교착 상태"),
        ("소나무재선충병의 방제 방법으로 옳은 것은?", "소나무재선충병"),
        ("제3정규형에 대한 설명으로 옳은 것은?", "제3정규형"),
        ("곡선의 x절편을 구하시오.", "x절편"),
        ("Which of the following best describes a hash table?", "hash table"),
        ("What is the purpose of frequency hopping in spread spectrum systems?", "frequency hopping"),
        ("下列有關行政處分與行政契約之敘述，何者錯誤？", "行政契約"),
        ("依民法之規定，取得時效之要件為何？", "取得時效"),
        ("光合成によって生じる物質はどれか。", "光合成"),
        ("データベースの正規化について", "データベース"),
    ],
)
def test_a_term_is_found_whole_and_as_printed(stem: str, expected: str):
    assert expected in surfaces(stem)


@pytest.mark.parametrize(
    "stem",
    [
        "다음 설명으로 옳은 것은?",
        "윗글의 밑줄 친 부분에 대한 설명으로 가장 적절하지 않은 것은?",
        "<보기>를 참고하여 물음에 답하시오. [3점]",
        "다음 글을 읽고 물음에 답하시오.",
        "㉠과 ㉡에 들어갈 말로 알맞은 것은?",
        "Which of the following statements is correct?",
        "Choose the best answer to each question.",
        "下列敘述，何者正確？",
        "12.5 kg",
        "x = 2y + 3",
        "",
        "   \n\t ",
    ],
)
def test_formulas_of_the_exam_are_no_concepts(stem: str):
    assert surfaces(stem) == []


def test_verbs_and_adverbial_forms_are_no_concepts():
    found = surfaces("자료를 분석하여 일반적인 경향을 예측하였다.")
    assert not {"분석", "일반적", "예측"} & set(found)


def test_options_in_one_line_are_not_fused():
    found = surfaces("옳은 것은? ① 이진 탐색 ② 해시 함수 ③ 퀵 정렬")
    assert found == ["이진 탐색", "해시 함수", "퀵 정렬"]


def test_an_english_sentence_inside_korean_text_is_cut_into_its_phrases():
    found = surfaces("다음 문장의 뜻은? The transaction log keeps every change of the database.")
    assert "transaction log" in found
    assert not any(len(surface.split()) > 4 for surface in found)


def test_a_concept_stands_at_its_most_telling_place():
    found = by_surface(
        "정규화의 목적은?", "이상현상을 없앤다.", "정규화를 되돌린다.", passage="정규화. 역정규화. 역정규화."
    )
    assert (found["정규화"].place, found["정규화"].option) == ("stem", None)
    assert (found["이상현상"].place, found["이상현상"].option) == ("option", 1)
    assert found["역정규화"].place == "passage"


def test_only_what_a_passage_repeats_counts():
    found = surfaces("윗글에 대한 설명은?", passage="광합성은 엽록체에서 일어난다. 엽록체는 세포 소기관이다.")
    assert found == ["엽록체"]


def test_what_stands_in_brackets_becomes_an_alias_and_is_found_by_itself_too():
    found = by_surface("역할 기반 접근 통제(RBAC)의 특징은?")
    assert found["역할 기반 접근 통제"].alias == "RBAC"
    assert "RBAC" in found


def test_a_short_everyday_word_of_one_option_is_only_a_weak_hint():
    found = by_surface("맞는 것을 고르시오.", "이웃이 온다.", "세포질이 흐른다.")
    assert found["이웃"].is_weak
    assert not found["세포질"].is_weak


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("데이터 베이스", "데이터베이스"),
        ("Hash  Table", "hash table"),
        ("ＳＱＬ", "SQL"),
        ("해시\n함수", "해시함수"),
        ("frequencies", "frequency"),
        ("radio waves", "Radio wave"),
    ],
)
def test_spelling_variants_are_one_concept(one: str, other: str):
    assert concept_id(one) == concept_id(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("제2정규형", "제3정규형"),
        ("IPv4", "IPv6"),
        ("10²", "102"),
        ("버전 1 2", "버전 12"),
        ("DNS", "DN"),
        ("glass", "glas"),
        ("synthesis", "synthesi"),
    ],
)
def test_different_things_stay_two_concepts(one: str, other: str):
    assert concept_id(one) != concept_id(other)


@given(st.text(max_size=60), st.text(max_size=60))
def test_one_concept_never_holds_different_digits(one: str, other: str):
    def digits(text: str) -> list[str]:
        return [character for character in concept_id(text) if character.isdigit()]

    if concept_id(one) == concept_id(other):
        assert digits(one) == digits(other)
    assert concept_id(concept_id(one)) == concept_id(concept_id(concept_id(one)))


@settings(deadline=None, max_examples=150)
@given(
    stem=st.text(alphabet="가나 는을IPv6()①다②.설명 table of行為之ア1²\n-/", max_size=80),
    options=st.lists(st.text(alphabet="해시 함수a b는(RBAC)", max_size=20), max_size=5),
    passage=st.one_of(st.none(), st.text(max_size=80)),
)
def test_every_concept_quotes_words_that_stand_there(stem: str, options: list[str], passage: str | None):
    def flat(text: str) -> str:
        return " ".join(unicodedata.normalize("NFC", text).split())

    mentions = mentions_of(stem, options, passage)
    for mention in mentions:
        source = {
            "stem": stem,
            "passage": passage or "",
            "option": options[(mention.option or 1) - 1] if options else "",
        }
        assert mention.surface in flat(source[mention.place])
        assert mention.concept == concept_id(mention.surface)
    assert len(mentions) == len({mention.concept for mention in mentions})
    assert len(mentions) <= MAX_OWN_CONCEPTS + MAX_PASSAGE_CONCEPTS


def test_unknown_scripts_and_other_latin_languages_give_nothing_rather_than_nonsense():
    assert surfaces("Какое из следующих утверждений верно о транзакциях в базе данных?") == []
    assert surfaces("أي مما يلي صحيح بشأن قواعد البيانات؟") == []
    assert (
        surfaces("Quelle est la fonction principale du chloroplaste dans une cellule végétale verte ?") == []
    )


def test_hostile_text_is_read_in_bounded_time():
    for text in ("A-" * 20_000, "((((" * 10_000, "가" * 50_000, "①" * 20_000, "a.b/" * 10_000, "1" * 30_000):
        surfaces(text)
