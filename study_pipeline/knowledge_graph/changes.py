"""What the bank has that the graph has not taken in yet."""

from collections.abc import Mapping
from dataclasses import dataclass

from study_pipeline.knowledge_graph.concepts import CONCEPT_RULES
from study_pipeline.knowledge_graph.facts import MaterialFacts


@dataclass(frozen=True, slots=True)
class MaterialChanges:
    """Ids of materials, each tuple sorted; false when the graph is up to date."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def compare(bank: Mapping[str, str], known: Mapping[str, MaterialFacts]) -> MaterialChanges:
    """Compare the bank's fingerprints by material id with ``KnowledgeGraph.materials``.

    A material that was read with other concept rules than today's counts as changed.
    """
    return MaterialChanges(
        added=tuple(sorted(bank.keys() - known.keys())),
        changed=tuple(
            sorted(
                material
                for material in bank.keys() & known.keys()
                if (known[material].fingerprint, known[material].rules) != (bank[material], CONCEPT_RULES)
            )
        ),
        removed=tuple(sorted(known.keys() - bank.keys())),
    )
