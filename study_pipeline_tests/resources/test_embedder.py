"""The embedders, and embedding so that no text is paid for twice."""

import logging
import socket
import threading
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import numpy as np
import pytest
from sqlalchemy import Engine, select

from study_pipeline.embeddings.space import VectorSpace
from study_pipeline.resources.catalog.engine import open_engine
from study_pipeline.resources.embedders.builtin_embedder import BuiltinEmbedder
from study_pipeline.resources.embedders.embedder import make_embedder
from study_pipeline.resources.embedders.embedding import embed_texts
from study_pipeline.resources.embedders.openai_embedder import OpenAIEmbedder
from study_pipeline.resources.embedders.vector_cache import SqlVectorCache, embedding_cache
from study_pipeline.resources.errors import PermanentError, RateLimited, TransientError
from study_pipeline_tests.fakes_openai import FakeOpenAI, Reply, error_reply, vector_of

KEY = "sk-test-0123456789abcdef"


@pytest.fixture
def engine(catalog_url: str) -> Iterator[Engine]:
    engine = open_engine(catalog_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def builtin() -> BuiltinEmbedder:
    return BuiltinEmbedder()


def server_embedder(server: FakeOpenAI, **changes: object) -> OpenAIEmbedder:
    settings = {"api_key": KEY, "base_url": server.base_url, "model": "small", "max_retries": 0} | changes
    return OpenAIEmbedder(**settings)


# The built-in model


def test_the_builtin_model_finds_the_paraphrase_in_korean_and_english(builtin):
    texts = [
        "운영체제에서 교착 상태가 생기는 조건은?",
        "데드락이 발생하기 위한 네 가지 조건을 고르시오.",
        "조선 시대의 신분 제도를 설명하시오.",
        "Which organ pumps blood through the body?",
        "The heart's job is to move blood around the body.",
        "Which planet is closest to the sun?",
    ]
    vectors = builtin.embed(texts)
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -1)
    assert cosines[0].argmax() == 1
    assert cosines[3].argmax() == 4


@pytest.mark.parametrize(
    "text", ["", " \n", "\x00", "居留权是什么", "日本国憲法の特色", "مرحبا", "①②③", "\ue001", "\ud800", "🎉"]
)
def test_any_text_gets_a_vector_of_unit_length(builtin, text):
    vectors = builtin.embed([text])
    assert vectors.shape == (1, builtin.dimensions)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors[0]) == pytest.approx(1, abs=1e-5)


def test_a_text_has_the_same_vector_alone_and_among_others_and_in_every_thread(builtin):
    texts = [f"문항 {number}: 과두제적 경영의 특징" for number in range(12)]
    alone = np.concatenate([builtin.embed([text]) for text in texts])
    fresh = BuiltinEmbedder()
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(fresh.embed, [texts] * 4))
    for vectors in together:
        assert np.array_equal(vectors, alone)


def test_a_very_long_text_counts_up_to_its_limit_and_costs_no_more(builtin):
    base = "가나다라 " * builtin.max_characters
    started = time.process_time()
    vectors = builtin.embed([base, base + "끝"])
    assert np.array_equal(vectors[0], vectors[1])
    assert time.process_time() - started < 5


def test_the_builtin_model_opens_no_connection(monkeypatch):
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert BuiltinEmbedder().embed(["첫 글"]).shape == (1, 512)


def test_no_texts_give_no_vectors(builtin):
    assert builtin.embed([]).shape == (0, 512)


# Choosing


def test_the_builtin_model_is_used_unless_a_key_or_an_address_is_set():
    def made(api_key: str | None, base_url: str | None) -> object:
        return make_embedder(api_key=api_key, base_url=base_url, model="m", dimensions=None)

    assert isinstance(made(None, None), BuiltinEmbedder)
    assert isinstance(made("", ""), BuiltinEmbedder)
    assert isinstance(made(KEY, None), OpenAIEmbedder)
    assert isinstance(made(None, "http://127.0.0.1:9/v1"), OpenAIEmbedder)


# The server


def test_vectors_are_matched_by_index_and_brought_to_unit_length():
    def reverse(answer):
        return answer | {"data": answer["data"][::-1]}

    with FakeOpenAI(reverse) as server:
        vectors = server_embedder(server).embed(["a", "b", "c"])
    expected = np.array([vector_of(text, 8) for text in "abc"])
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(vectors, expected, rtol=1e-6)


def test_dimensions_are_asked_of_the_server_only_when_they_are_set():
    with FakeOpenAI() as server:
        assert server_embedder(server, dimensions=4).embed(["a"]).shape == (1, 4)
        assert server_embedder(server).embed(["a"]).shape == (1, 8)
    assert [request.get("dimensions") for request in server.requests] == [4, None]


def test_the_length_of_an_unknown_model_is_learned_from_one_word_once():
    with FakeOpenAI() as server:
        embedder = server_embedder(server)
        assert embedder.dimensions == 8
        assert embedder.space == VectorSpace("small", 8)
        assert len(server.requests) == 1
        embedder.embed(["a"])
        assert len(server.requests) == 2


def test_the_length_of_openais_models_is_known_without_a_call():
    assert OpenAIEmbedder(api_key=KEY, base_url=None, model="text-embedding-3-small").dimensions == 1536


def test_long_and_empty_texts_are_made_fit_for_the_server():
    with FakeOpenAI() as server:
        server_embedder(server, max_characters=10).embed(["가" * 50, "", "\ud800"])
    assert server.requests[0]["input"] == ["가" * 10, " ", "\ufffd"]


def test_without_a_key_the_servers_address_alone_is_enough(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-another-server")
    with FakeOpenAI() as server:
        server_embedder(server, api_key=None).embed(["a"])
    assert server.authorizations == ["Bearer no-key"]


def test_a_busy_server_is_asked_again_by_the_client():
    busy = error_reply(429, "slow down", Retry_After="0.01")
    with FakeOpenAI(busy, busy) as server:
        assert server_embedder(server, max_retries=2).embed(["a"]).shape == (1, 8)
    assert len(server.requests) == 3


@pytest.mark.parametrize(
    ("status", "code", "kind", "words"),
    [
        (429, None, TransientError, "busy"),
        (500, None, TransientError, "HTTP 500"),
        (503, None, TransientError, "try again later"),
        (429, "insufficient_quota", PermanentError, "add credit"),
        (400, None, PermanentError, "too long"),
        (401, None, PermanentError, "OPENAI_API_KEY"),
        (403, None, PermanentError, "OPENAI_API_KEY"),
        (404, None, PermanentError, "STUDY_EMBEDDING_MODEL"),
    ],
)
def test_a_status_says_whether_asking_again_helps(status, code, kind, words):
    refusal = error_reply(status, "input too long", code)
    with FakeOpenAI(refusal) as server, pytest.raises(kind, match=words):
        server_embedder(server).embed(["a"])


def test_what_the_server_asked_to_wait_is_passed_on():
    busy = error_reply(429, "slow down", Retry_After="600")
    with FakeOpenAI(busy) as server, pytest.raises(TransientError) as caught:
        server_embedder(server).embed(["a"])
    assert isinstance(caught.value, RateLimited)
    assert caught.value.retry_after_seconds == 600


@pytest.mark.parametrize(("seconds", "least", "most"), [(900, 600, 900), (-900, 0, 0)])
def test_a_date_after_which_to_ask_again_is_a_wait(seconds, least, most):
    date = datetime.now(UTC) + timedelta(seconds=seconds)
    busy = error_reply(429, "slow down", Retry_After=format_datetime(date, usegmt=True))
    with FakeOpenAI(busy) as server, pytest.raises(RateLimited) as caught:
        server_embedder(server).embed(["a"])
    assert least <= caught.value.retry_after_seconds <= most


@pytest.mark.parametrize("said", ["soon", "nan", "inf", "Wed, 99 Oct 2015 07:28:00 GMT"])
def test_what_says_no_time_to_wait_is_none(said):
    busy = error_reply(429, "slow down", Retry_After=said)
    with FakeOpenAI(busy) as server, pytest.raises(RateLimited) as caught:
        server_embedder(server).embed(["a"])
    assert caught.value.retry_after_seconds is None


def vectors_replaced_by(values):
    def change(answer):
        return answer | {"data": [entry | {"embedding": values} for entry in answer["data"]]}

    return change


@pytest.mark.parametrize(
    ("answering", "kind", "words"),
    [
        (Reply(body=b'{"object": "list", "data": [{"obj'), TransientError, "breaks off"),
        (Reply(body=b"\xff\xfe"), TransientError, "breaks off"),
        (Reply(body=b"<html>", headers={"Content-Type": "text/html"}), PermanentError, "OPENAI_BASE_URL"),
        (Reply(body=b'{"error": "no"}'), PermanentError, "OPENAI_BASE_URL"),
        (Reply(body=b"[]"), PermanentError, "OPENAI_BASE_URL"),
        (lambda answer: answer | {"data": answer["data"][:1]}, PermanentError, "1 vectors for 2 texts"),
        (lambda answer: answer | {"data": answer["data"] * 2}, PermanentError, "4 vectors for 2 texts"),
        (lambda answer: answer | {"data": [answer["data"][0]] * 2}, PermanentError, "for 2 texts"),
        (lambda answer: answer | {"data": [{"index": 0}, 7]}, PermanentError, "not a vector"),
        (vectors_replaced_by(["1", "2"]), PermanentError, "not a vector"),
        (vectors_replaced_by([]), PermanentError, "not a vector"),
        (vectors_replaced_by([1.0, float("nan")]), PermanentError, "not finite"),
        (vectors_replaced_by([1, 10**400]), PermanentError, "too large"),
        (vectors_replaced_by([0.0, 0.0]), PermanentError, "zeros"),
    ],
)
def test_an_answer_that_cannot_be_used_is_refused(answering, kind, words):
    with FakeOpenAI(answering) as server, pytest.raises(kind, match=words):
        server_embedder(server).embed(["a", "b"])


def test_a_server_that_ignores_the_asked_dimensions_is_found_out():
    sentence = pytest.raises(PermanentError, match=r"\[6\] numbers .* instead of 4")
    with FakeOpenAI(vectors_replaced_by([1.0] * 6)) as server, sentence:
        server_embedder(server, dimensions=4).embed(["a"])


def test_a_server_that_does_not_answer_in_time_may_be_asked_again():
    with FakeOpenAI() as server:
        server.held.clear()
        with pytest.raises(TransientError, match="in time"):
            server_embedder(server, timeout_seconds=0.2).embed(["a"])


def test_a_server_that_is_away_may_be_asked_again():
    with FakeOpenAI() as server:
        embedder = server_embedder(server)
    with pytest.raises(TransientError, match="cannot be reached"):
        embedder.embed(["a"])


def test_the_key_shows_nowhere_even_if_the_server_repeats_it(caplog):
    caplog.set_level(logging.DEBUG)
    with FakeOpenAI(error_reply(401, f"Incorrect API key provided: {KEY}")) as server:
        embedder = server_embedder(server)
        with pytest.raises(PermanentError) as caught:
            embedder.embed(["a"])
    shown = "".join(traceback.format_exception(caught.value)) + repr(embedder) + str(vars(caught.value))
    assert server.authorizations == [f"Bearer {KEY}"]
    assert KEY not in shown + caplog.text


@pytest.mark.parametrize("address", ["http://user:hunter2@127.0.0.1:9/v1", "http://[", "localhost:8000"])
def test_an_address_with_a_password_or_that_is_none_is_refused_without_quoting_it(address):
    with pytest.raises(PermanentError, match="OPENAI_BASE_URL") as caught:
        OpenAIEmbedder(api_key=KEY, base_url=address, model="m")
    assert "hunter2" not in str(caught.value)


def test_a_key_with_a_stray_line_break_works_and_a_broken_one_is_not_quoted():
    with FakeOpenAI() as server:
        server_embedder(server, api_key=f" {KEY}\n").embed(["a"])
        with pytest.raises(PermanentError, match="copy it again") as caught:
            server_embedder(server, api_key="sk-비밀")
    assert server.authorizations == [f"Bearer {KEY}"]
    assert "비밀" not in str(caught.value)


# The cache


def test_a_text_is_sent_once_and_never_again(engine):
    texts = ["가", "나", "가", "다"]
    with FakeOpenAI() as server:
        embedder = server_embedder(server)
        first, usage = embed_texts(embedder, SqlVectorCache(engine), texts)
        again, usage_again = embed_texts(server_embedder(server), SqlVectorCache(engine), [*texts, "라"])
        sent = server.texts_sent()
    assert (usage.calls, usage.texts_sent, usage.cached) == (1, 3, 0)
    assert (usage_again.calls, usage_again.texts_sent, usage_again.cached) == (1, 1, 3)
    assert [text for text in sent if text != "length"] == ["가", "나", "다", "라"]
    assert np.array_equal(first, again[:4])
    assert np.array_equal(first[0], first[2])


def test_vectors_of_other_models_and_lengths_are_not_reused(engine):
    cache = SqlVectorCache(engine)
    with FakeOpenAI() as server:
        for changes in ({"dimensions": 4}, {"dimensions": 6}, {"dimensions": 4, "model": "large"}):
            _, usage = embed_texts(server_embedder(server, **changes), cache, ["가"])
            assert usage.texts_sent == 1


def test_an_error_loses_only_the_call_in_flight(engine):
    texts = [f"문항 {number}" for number in range(250)]
    cache = SqlVectorCache(engine)
    with FakeOpenAI() as server:
        embedder = server_embedder(server, dimensions=8)
        server.script.extend([lambda answer: answer, error_reply(500, "down")])
        with pytest.raises(TransientError):
            embed_texts(embedder, cache, texts)
        progress: list[tuple[int, int]] = []
        _, usage = embed_texts(embedder, cache, texts, lambda done, total: progress.append((done, total)))
    assert [len(request["input"]) for request in server.requests] == [100, 100, 100, 50]
    assert (usage.calls, usage.texts_sent, usage.cached) == (2, 150, 100)
    assert progress == [(100, 250), (200, 250), (250, 250)]


def test_no_texts_call_nobody(engine, builtin):
    matrix, usage = embed_texts(builtin, SqlVectorCache(engine), [])
    assert matrix.shape == (0, 512)
    assert usage.calls == 0


def test_vectors_are_stored_as_little_endian_float32_and_survive_exactly(engine):
    space, vector = VectorSpace("m", 3), np.array([0.1, -2.5, 3e-9], dtype=np.float32)
    SqlVectorCache(engine).put_many(space, {"a": vector})
    assert np.array_equal(SqlVectorCache(engine).get_many(space, {"a", "b"})["a"], vector)
    with engine.connect() as connection:
        assert (
            connection.execute(select(embedding_cache.c.vector)).scalar_one()
            == vector.astype("<f4").tobytes()
        )


def test_a_stored_vector_of_a_wrong_length_is_unknown_and_can_be_replaced(engine):
    cache, space = SqlVectorCache(engine), VectorSpace("m", 3)
    with engine.begin() as connection:
        row = {"model": "m", "dimensions": 3, "text_hash": "a", "vector": b"\x00"}
        connection.execute(embedding_cache.insert().values(row))
    assert cache.get_many(space, ["a"]) == {}
    cache.put_many(space, {"a": np.ones(3, dtype=np.float32)})
    assert cache.get_many(space, ["a"])["a"].tolist() == [1, 1, 1]


def test_more_hashes_than_a_statement_takes_are_read(engine):
    cache, space = SqlVectorCache(engine), VectorSpace("m", 1)
    cache.put_many(space, {str(n): np.array([n], dtype=np.float32) for n in range(1_200)})
    assert len(cache.get_many(space, {str(n) for n in range(2_000)})) == 1_200


def test_threads_may_share_a_cache(engine):
    cache, space = SqlVectorCache(engine), VectorSpace("m", 1)
    barrier = threading.Barrier(4)

    def write(start: int) -> None:
        barrier.wait()
        cache.put_many(space, {str(start + n): np.array([n], dtype=np.float32) for n in range(50)})

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write, [0, 25, 50, 75]))
    assert len(cache.get_many(space, {str(n) for n in range(125)})) == 125
