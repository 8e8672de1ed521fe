"""The catalog's text columns, so that SQLite and PostgreSQL sort, compare and keep text alike."""

from sqlalchemy import Dialect
from sqlalchemy import Text as SqlText
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeDecorator, TypeEngine

NO_CHARACTER = "\N{REPLACEMENT CHARACTER}"


class Text(TypeDecorator[str]):
    """Text in the order of its code points, whatever locale a database has (SQLite knows no other order)."""

    impl = SqlText
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        """PostgreSQL sorts by the database's locale unless a column says otherwise."""
        impl = postgresql.TEXT(collation="C") if dialect.name == "postgresql" else SqlText()
        return dialect.type_descriptor(impl)

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """PostgreSQL refuses U+0000, which a PDF's title or a sidecar may hold."""
        return value if value is None else value.replace("\0", NO_CHARACTER)


class String(Text):
    """Text that is short by its nature. SQLite does not look at ``length``, so PostgreSQL does not either."""

    cache_ok = True

    def __init__(self, length: int) -> None:
        super().__init__()
        self.length = length
