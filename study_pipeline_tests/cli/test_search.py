import pytest
from rich.cells import cell_len

from study_pipeline_tests.cli.conftest import ENGLISH, KOREAN, Cli, answer_of

CONTRACT = {
    "id",
    "number",
    "section",
    "kind",
    "page",
    "bbox",
    "stem",
    "passage",
    "options",
    "answer",
    "explanation",
    "figures",
    "tables",
    "formulas",
    "confidence",
    "flags",
}


def results_of(result) -> list[dict[str, object]]:
    results = answer_of(result)["results"]
    assert isinstance(results, list)
    return results


def test_search_answers_with_the_query_and_questions_with_scores(cli: Cli, library):
    result = cli("search", "맞춤법에 맞게", "-k", "3", "--json")
    assert answer_of(result)["query"] == "맞춤법에 맞게"
    results = results_of(result)
    assert len(results) == 3
    for found in results:
        assert found.keys() == CONTRACT | {"material", "file", "score"}
    scores = [found["score"] for found in results]
    assert scores == sorted(scores, reverse=True)
    assert results[0]["file"] == KOREAN.name
    assert results[0]["number"] == "4"


def test_words_with_other_particles_hit(cli: Cli, library):
    assert results_of(cli("search", "공유지가 비극으로", "-k", "1", "--json"))[0]["number"] in ("1", "2")


@pytest.mark.parametrize("width", [80, 120])
def test_hits_fit_the_terminal_and_say_where_they_stand(cli: Cli, library, width: int):
    printed = cli("search", "What is the main cause of the seasons?", width=width).stdout
    assert max(map(cell_len, printed.splitlines())) <= width
    assert ENGLISH.name in printed
    assert not [line for line in printed.splitlines() if line != line.rstrip()]


def test_nothing_found_is_said(cli: Cli):
    assert "Nothing was found" in cli("search", "빛").stdout


def test_similar_gives_neighbours_without_the_question_itself(cli: Cli, library):
    one = results_of(cli("search", "seasons on Earth", "-k", "1", "--json"))[0]
    result = cli("similar", str(one["id"]), "-k", "4", "--json")
    assert answer_of(result)["question"] == one["id"]
    assert len(results_of(result)) == 4
    assert one["id"] not in [found["id"] for found in results_of(result)]


def test_questions_lists_all_of_one_material_in_order(cli: Cli, library):
    answer = answer_of(cli("questions", KOREAN.name, "--json"))
    questions = answer["questions"]
    assert isinstance(questions, list)
    assert [question["number"] for question in questions] == [str(n) for n in range(1, 11)]
    assert {question["material"] for question in questions} == {answer["material"]}


def test_questions_are_printed_whole_with_ids(cli: Cli, library):
    answer = answer_of(cli("questions", KOREAN.name, "--json"))
    printed = cli("questions", KOREAN.name).stdout
    assert isinstance(answer["questions"], list)
    for question in answer["questions"]:
        assert question["id"] in printed
        assert all(option["text"] in printed for option in question["options"])
    assert printed.rstrip().endswith("10 questions.")


def test_a_material_without_questions_says_so(cli: Cli, library):
    assert "No question of" in cli("questions", "earth_science_practice_test_key.pdf").stdout
