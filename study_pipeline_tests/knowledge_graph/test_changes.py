"""What the next update has to take in and out."""

from study_pipeline.knowledge_graph.changes import MaterialChanges, compare
from study_pipeline.knowledge_graph.concepts import CONCEPT_RULES
from study_pipeline.knowledge_graph.facts import MaterialFacts


def known(**fingerprints: str) -> dict[str, MaterialFacts]:
    return {
        name: MaterialFacts(name, name, fingerprint, CONCEPT_RULES)
        for name, fingerprint in fingerprints.items()
    }


def test_new_changed_and_gone_materials_are_told_apart():
    changes = compare({"new": "1", "same": "1", "other": "2"}, known(same="1", other="1", gone="1"))
    assert changes == MaterialChanges(added=("new",), changed=("other",), removed=("gone",))
    assert changes


def test_an_unchanged_bank_has_no_changes():
    assert not compare({"a": "1", "b": "2"}, known(a="1", b="2"))


def test_a_material_read_with_older_concept_rules_is_read_again():
    old = {"a": MaterialFacts("a", "a", "1", rules="older")}
    assert compare({"a": "1"}, old).changed == ("a",)
