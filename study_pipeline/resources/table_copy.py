"""Rows of a PostgreSQL database as a SQLite file, and back: how a backup keeps what is not in files."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    MetaData,
    Table,
    create_engine,
    func,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

ROWS_AT_ONCE = 1000


def save_tables(source: Engine, tables: Sequence[Table], target: Path) -> None:
    """Write the rows of these tables, as they are at one moment, into a new SQLite file."""
    file = create_engine(f"sqlite:///{target}")
    portable = _portable(tables)
    portable.create_all(file)
    at_one_moment = source.connect().execution_options(isolation_level="REPEATABLE READ", stream_results=True)
    with at_one_moment as read, file.begin() as write:
        for table in tables:
            for rows in read.execute(select(table)).mappings().partitions(ROWS_AT_ONCE):
                write.execute(insert(portable.tables[table.name]), [dict(row) for row in rows])
    file.dispose()


def load_tables(source: Path, target: Engine, tables: Sequence[Table]) -> None:
    """Make the rows of a file that `save_tables` wrote, or of a SQLite catalog, the only ones of these tables.

    In one transaction. A table or column that the file does not have stays empty.
    """
    file = create_engine(f"sqlite:///{source}")
    portable = _portable(tables)
    there = inspect(file)
    with file.connect() as read, target.begin() as write:
        for table in reversed(tables):
            write.execute(table.delete())
        for table in tables:
            if not there.has_table(table.name):
                continue
            kept = {column["name"] for column in there.get_columns(table.name)}
            columns = [column for column in portable.tables[table.name].c if column.name in kept]
            for rows in read.execute(select(*columns)).mappings().partitions(ROWS_AT_ONCE):
                write.execute(insert(table), [dict(row) for row in rows])
            _count_on(write, table)
    file.dispose()


def tables_of(engine: Engine, *, but: Sequence[Table]) -> list[Table]:
    """The tables of a database that are not among these, in the order in which rows may be inserted."""
    left_out = {table.name for table in but}
    found = MetaData()
    found.reflect(bind=engine, only=lambda name, _: name not in left_out)
    return list(found.sorted_tables)


def _portable(tables: Sequence[Table]) -> MetaData:
    """The same tables in types that any database has, without what only fills in what a row leaves out."""
    metadata = MetaData()
    for table in tables:
        columns = [
            Column(column.name, _of_any_database(column.type), primary_key=column.primary_key)
            for column in table.columns
        ]
        Table(table.name, metadata, *columns)
    return metadata


def _of_any_database(kind: TypeEngine[object]) -> TypeEngine[object]:
    return kind if isinstance(kind, TypeDecorator) else kind.as_generic()


def _count_on(connection: Connection, table: Table) -> None:
    """Let PostgreSQL give the next row a number above those that were inserted with theirs."""
    number = table.autoincrement_column
    if number is None or connection.dialect.name != "postgresql":
        return
    highest = connection.scalar(select(func.max(number)))
    sequence = connection.scalar(
        text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table.name, "column": number.name}
    )
    if highest is not None and sequence is not None:
        connection.execute(
            text("SELECT setval(:sequence, :highest)"), {"sequence": sequence, "highest": highest}
        )
