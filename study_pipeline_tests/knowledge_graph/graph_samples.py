"""Materials and questions to build graphs from: written for the tests, with vectors drawn from their text."""

import zlib
from collections.abc import Mapping, Sequence

import numpy as np

from study_pipeline.knowledge_graph.graph import KnowledgeGraph, update
from study_pipeline.knowledge_graph.records import GraphMaterial, GraphQuestion, Vector, VectorTable

MODEL = "test-model/8"

STEMS = (
    "제3정규형(3NF)에 대한 설명으로 옳은 것은?",
    "제2정규형에 대한 설명으로 옳지 않은 것은?",
    "경계값 분석에 대한 설명으로 옳은 것은?",
    "IPv6 주소의 길이로 옳은 것은?",
    "트랜잭션의 격리 수준에 대한 설명이다. 빈칸에 들어갈 말은?",
    "Which of the following best describes a hash table?",
    "What is the purpose of a foreign key?",
    "下列有關土地所有權之敘述，何者正確？",
)
OPTIONS = (
    (),
    ("외래 키가 없다.", "이행 함수 종속을 제거한다.", "데이터베이스를 복구한다."),
    ("a balanced tree", "a hash function", "a linked list", "a stack"),
    ("데이터 베이스", "데이터베이스", "디스크"),
)
PASSAGE = "광합성은 엽록체에서 일어난다. 엽록체는 빛을 받는다. 광합성의 산물은 포도당이다."


def vector_of(text: str, *, dimensions: int = 8) -> Vector:
    """Few whole numbers, drawn from the text: equal texts have equal vectors, and equal cosines abound."""
    draws = np.random.default_rng(zlib.crc32(text.encode("utf-8", "replace"))).integers(
        -2, 3, size=dimensions
    )
    draws[0] += not draws.any()
    return draws.astype(np.float32)


def question(
    name: str,
    material: str,
    *,
    stem: str = STEMS[0],
    options: tuple[str, ...] = (),
    passage: str | None = None,
    embedded: bool = True,
) -> GraphQuestion:
    return GraphQuestion(
        id=name,
        material=material,
        number=name.rpartition("-")[2],
        section=None,
        stem=stem,
        options=options,
        passage_key=None if passage is None else f"{material}-1",
        passage_text=passage,
        vector=vector_of(f"{stem}{options}{name}") if embedded else None,
    )


def paper(material: str, *stems: str) -> list[GraphQuestion]:
    return [
        question(f"{material}-{number}", material, stem=stem) for number, stem in enumerate(stems, start=1)
    ]


def material(name: str, fingerprint: str = "1") -> GraphMaterial:
    return GraphMaterial(name, f"{name}.pdf", fingerprint)


def vectors_of(questions: Sequence[GraphQuestion]) -> VectorTable:
    embedded = [(question.id, question.vector) for question in questions if question.vector is not None]
    if not embedded:
        return VectorTable.empty()
    return VectorTable(tuple(name for name, _ in embedded), np.stack([vector for _, vector in embedded]))


def built(papers: Mapping[str, Sequence[GraphQuestion]], *, model: str = MODEL) -> KnowledgeGraph:
    """A graph built in one go, as a full rebuild does."""
    return update(
        KnowledgeGraph(),
        materials=[material(name) for name in papers],
        added=[question for questions in papers.values() for question in questions],
        model=model,
    )
