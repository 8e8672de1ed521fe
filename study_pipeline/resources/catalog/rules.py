"""Which version of the rules read the questions that each material has in the bank.

The store says what read a material's pages last, which is not the same while a run is between reading and writing,
or after one that ended there.
"""

from collections.abc import Collection

from sqlalchemy import Connection, Engine, delete, insert, literal, select

from study_pipeline.resources.catalog.tables import bank_rules, materials


def rules_in_bank(engine: Engine) -> dict[str, int]:
    """The version for each material of which one is noted."""
    with engine.connect() as connection:
        return {row.material_id: row.version for row in connection.execute(select(bank_rules))}


def note_rules(engine: Engine, material_ids: Collection[str], version: int) -> None:
    """Note that the bank has of these what this version of the rules found, be it nothing."""
    with engine.begin() as connection:
        _note(connection, material_ids, version)


def note_older_rules(engine: Engine, material_id: str, version: int) -> None:
    """Note which version the bank has before the pages are read by another, where none is noted yet."""
    with engine.begin() as connection:
        noted = select(bank_rules.c.version).where(bank_rules.c.material_id == material_id)
        if connection.scalar(noted) is None:
            _note(connection, [material_id], version)


def _note(connection: Connection, material_ids: Collection[str], version: int) -> None:
    ids = sorted(material_ids)
    connection.execute(delete(bank_rules).where(bank_rules.c.material_id.in_(ids)))
    still_there = select(materials.c.id, literal(version)).where(materials.c.id.in_(ids))
    connection.execute(insert(bank_rules).from_select(["material_id", "version"], still_there))
