"""How full-text and vector results become one list: reciprocal ranks, and literal hits first."""

from collections.abc import Mapping, Sequence

from study_pipeline.embeddings.text import searchable

RANK_OFFSET = 60  # Cormack, Clarke, Buettcher 2009: reciprocal rank fusion, k = 60
RANKINGS = 2
BEST_RECIPROCAL_SUM = RANKINGS / (RANK_OFFSET + 1)

PHRASE_BONUS = BEST_RECIPROCAL_SUM
"""As much as first place in both rankings: a text that holds the whole query stands before all others."""
WORDS_BONUS = BEST_RECIPROCAL_SUM / 2
BEST_SCORE = BEST_RECIPROCAL_SUM + PHRASE_BONUS


def fuse(
    query: str, text_ranking: Sequence[str], vector_ranking: Sequence[str], texts: Mapping[str, str]
) -> list[tuple[str, float]]:
    """Merge two rankings of ids, best first, into one list of (id, score); scores lie in 0..1, ties by id.

    A score is the reciprocal-rank sum plus what the literal words give: ``PHRASE_BONUS`` if the text holds
    the whole query (white space and case aside), ``WORDS_BONUS`` if it holds all its words apart. ``texts``
    has the searchable text of each id.
    """
    scores: dict[str, float] = {}
    for ranking in (text_ranking, vector_ranking):
        for rank, question_id in enumerate(ranking, start=1):
            scores[question_id] = scores.get(question_id, 0.0) + 1 / (RANK_OFFSET + rank)
    phrase, words = _squashed(query), searchable(query).casefold().split()
    for question_id in scores:
        scores[question_id] += _literal_bonus(phrase, words, _squashed(texts[question_id]))
    merged = [(question_id, score / BEST_SCORE) for question_id, score in scores.items()]
    return sorted(merged, key=lambda pair: (-pair[1], pair[0]))


def _literal_bonus(phrase: str, words: Sequence[str], text: str) -> float:
    if not phrase:
        return 0.0
    if phrase in text:
        return PHRASE_BONUS
    return WORDS_BONUS if all(word in text for word in words) else 0.0


def _squashed(text: str) -> str:
    """Without white space and case: Korean is written with and without spaces between the same words."""
    return "".join(searchable(text).casefold().split())
