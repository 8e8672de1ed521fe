"""From what questions said to the nodes and edges that readers see. A pure function of the kept facts."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from study_pipeline.knowledge_graph.facts import MaterialFacts, Mention, Place, QuestionFacts
from study_pipeline.knowledge_graph.records import (
    Edge,
    Node,
    concept_node_id,
    material_node_id,
    question_node_id,
)
from study_pipeline.knowledge_graph.similarity import Neighbours, mutual_pairs

# What more than one question in eight names tells no question apart; most are formulas of the exam.
MAX_SHARE_OF_QUESTIONS = 1 / 8
MIN_QUESTIONS_TO_JUDGE = 80  # below, one topic's paper would lose the topic itself
MIN_WEAK = 3
MIN_CUT_WITHOUT_DICTIONARY = 2  # a run of Chinese that only one question has is as often a fragment as a term

TEST_WEIGHTS: Mapping[Place, float] = {"stem": 1.0, "option": 0.5, "passage": 0.25}


def published_nodes(
    materials: Mapping[str, MaterialFacts], questions: Mapping[str, QuestionFacts]
) -> tuple[Node, ...]:
    """Give all nodes, ordered by id."""
    contained = Counter(question.material for question in questions.values())
    nodes = [
        Node(
            material_node_id(facts.id),
            "material",
            facts.title,
            language=None,
            question_count=contained[facts.id],
        )
        for facts in materials.values()
    ]
    nodes += [
        Node(
            question_node_id(question.id),
            "question",
            question.label,
            question.language,
            number=question.number,
            section=question.section,
        )
        for question in questions.values()
    ]
    nodes += _concept_nodes(questions)
    return tuple(sorted(nodes, key=lambda node: node.id))


def published_edges(
    questions: Mapping[str, QuestionFacts], neighbours: Neighbours, model: str | None
) -> tuple[Edge, ...]:
    """Give all edges, ordered by kind, source and target."""
    tested = published_concepts(questions)
    edges = [
        Edge(
            material_node_id(question.material),
            question_node_id(question.id),
            "contains",
            1.0,
            f"number {question.number}" + (f", section {question.section}" if question.section else ""),
        )
        for question in questions.values()
    ]
    edges += [
        Edge(
            question_node_id(question.id),
            concept_node_id(mention.concept),
            "tests",
            TEST_WEIGHTS[mention.place],
            _quotation(mention),
        )
        for question in questions.values()
        for mention in question.mentions
        if mention.concept in tested
    ]
    edges += [
        Edge(
            question_node_id(source),
            question_node_id(target),
            "similar",
            cosine,
            f"{model}, cosine {cosine:.4f}, each among the other's nearest",
        )
        for source, target, cosine in mutual_pairs(neighbours)
    ]
    return tuple(sorted(edges, key=lambda edge: (edge.kind, edge.source, edge.target)))


def published_concepts(questions: Mapping[str, QuestionFacts]) -> frozenset[str]:
    """Give the concepts that enough questions name, and not nearly all.

    One question is enough, unless all that name it do so weakly, or the language is cut without a dictionary.
    """
    counts: Counter[str] = Counter()
    needed: dict[str, int] = {}
    for question in questions.values():
        for mention in question.mentions:
            counts[mention.concept] += 1
            needed[mention.concept] = min(needed.get(mention.concept, MIN_WEAK), _needed(mention))
    too_many = len(questions)
    if len(questions) >= MIN_QUESTIONS_TO_JUDGE:
        too_many = int(len(questions) * MAX_SHARE_OF_QUESTIONS)
    return frozenset(concept for concept, count in counts.items() if needed[concept] <= count <= too_many)


def _needed(mention: Mention) -> int:
    if mention.is_weak:
        return MIN_WEAK
    return MIN_CUT_WITHOUT_DICTIONARY if mention.language == "zh" else 1


def _concept_nodes(questions: Mapping[str, QuestionFacts]) -> Iterator[Node]:
    published = published_concepts(questions)
    mentions: defaultdict[str, list[Mention]] = defaultdict(list)
    for question in questions.values():
        for mention in question.mentions:
            if mention.concept in published:
                mentions[mention.concept].append(mention)
    for concept, named in mentions.items():
        yield Node(
            concept_node_id(concept),
            "concept",
            _most_frequent([mention.surface for mention in named]),
            _most_frequent([mention.language for mention in named]),
            question_count=len(named),
            aliases=tuple(sorted({mention.alias for mention in named if mention.alias})),
        )


def _most_frequent(values: list[str]) -> str:
    """Ties go to the value that sorts first, so that history does not show."""
    counts = Counter(values)
    return min(counts, key=lambda value: (-counts[value], value))


def _quotation(mention: Mention) -> str:
    place = f"option {mention.option}" if mention.place == "option" else mention.place
    return f"{place}: “{mention.surface}”"
