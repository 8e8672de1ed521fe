"""The queries that the documents show are ones that the server of the UI understands."""

import re
from pathlib import Path

import pytest
from dagster_graphql.schema import create_schema
from graphql import parse, validate

OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"
QUERIES = re.findall(
    r"^```graphql\n(.*?)^```$", OPERATIONS.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL
)


def test_the_document_shows_queries() -> None:
    assert len(QUERIES) == 3


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.split("(")[0].split("{")[0].split()[1])
def test_a_query_of_the_document_fits_the_schema_of_the_server(query: str) -> None:
    assert validate(create_schema().graphql_schema, parse(query)) == []
