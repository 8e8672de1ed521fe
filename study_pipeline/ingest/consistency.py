"""Whether catalog, store and question bank tell the same, and what mends by itself where they do not."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from study_pipeline.ingest.services import Services
from study_pipeline.ingest.writing import BANK_LEASE
from study_pipeline.language import translate
from study_pipeline.resources.bank.schema import storable
from study_pipeline.resources.catalog.leases import lease
from study_pipeline.resources.catalog.records import Material
from study_pipeline.resources.embedders.embedding import embed_texts

TEXTS_AT_ONCE = 100  # one call to an embedding server, and one commit to the bank


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """Two stores that do not tell the same, as a sentence. ``read_again`` is the material that a new run mends."""

    sentence: str
    read_again: str | None = None


def catch_up(services: Services) -> list[Inconsistency]:
    """Compare the stores, and ask for a new run of what that mends; give everything that was found.

    What is in a run, or waits for one, is not looked at.
    """
    materials = services.catalog.all_materials()
    found = compare(materials, services.bank.counts(), _stored(services, materials))
    repeated = services.bank.repeated_ids()
    if repeated:
        sentence = translate("{count} question ids come twice in the bank, the first: {first}.")
        found.append(Inconsistency(sentence.format(count=len(repeated), first=repeated[0])))
    services.catalog.take_again([one.read_again for one in found if one.read_again is not None])
    return found


def compare(
    materials: Sequence[Material], counts: Mapping[str, int], stored: Collection[str]
) -> list[Inconsistency]:
    """What does not fit together: ``counts`` are the bank's questions by material, ``stored`` whose PDF is there."""
    found: list[Inconsistency] = []
    for material in materials:
        if material.sha256 is not None and material.id not in stored:
            sentence = translate("The PDF of {title} is not in the store: upload it again.")
            found.append(Inconsistency(sentence.format(title=material.title)))
        elif material.status == "completed" and counts.get(storable(material.id), 0) != material.questions:
            sentence = translate(
                "{title} has {count} questions in the bank and {said} in the catalog: it is read again."
            )
            said = sentence.format(
                title=material.title, count=counts.get(storable(material.id), 0), said=material.questions
            )
            found.append(Inconsistency(said, read_again=material.id))
    known = {storable(material.id) for material in materials}
    for stranger in sorted(counts.keys() - known):
        sentence = translate(
            "The bank holds {count} questions of {material}, which the catalog does not know."
        )
        found.append(Inconsistency(sentence.format(count=counts[stranger], material=stranger)))
    return found


def embed_missing(services: Services) -> int:
    """Embed the questions that have no vector, a hundred at a time until none is left; count them."""
    space = services.embedder.space
    embedded = 0
    while waiting := services.bank.missing_vectors(space, TEXTS_AT_ONCE):
        texts = [row.embedding_text(services.embedder.max_characters) for row in waiting]
        vectors, _ = embed_texts(services.embedder, services.cache, texts)
        with lease(services.catalog.engine, BANK_LEASE):
            written = services.bank.put_vectors(space, waiting, vectors)
        if not written:  # another run wrote them anew meanwhile, and sees to their vectors
            break
        embedded += written
    return embedded


def _stored(services: Services, materials: Sequence[Material]) -> set[str]:
    return {one.id for one in materials if one.sha256 and services.store.pdf(one.sha256).exists()}
