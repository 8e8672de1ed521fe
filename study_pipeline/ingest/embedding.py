"""Stage `embeddings`: every question without a vector gets one; all vectors of the batch in one commit."""

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain

from study_pipeline.ingest.outcome import Outcome
from study_pipeline.ingest.run_progress import RunProgress
from study_pipeline.ingest.services import Services
from study_pipeline.ingest.writing import BANK_LEASE
from study_pipeline.language import message
from study_pipeline.resources.catalog.leases import lease
from study_pipeline.resources.catalog.records import Material
from study_pipeline.resources.embedders.embedding import embed_texts

log = logging.getLogger(__name__)


def embed_questions(
    services: Services, materials: Sequence[Material], progress: RunProgress
) -> Iterator[Outcome]:
    """Embed what is not embedded yet, in calls of at most 100 texts across all these materials."""
    progress.begin("embeddings", materials=len(materials))
    by_material = services.bank.questions_by_material([material.id for material in materials])
    rows = list(chain.from_iterable(by_material.values()))
    space = services.embedder.space  # a server that was told no dimensions is asked for them here
    missing = services.bank.without_vector(space, by_material)
    waiting = [row for row in rows if row.id in missing]
    texts = [row.embedding_text(services.embedder.max_characters) for row in waiting]
    vectors, usage = embed_texts(services.embedder, services.cache, texts, on_progress=progress.embed)
    progress.end()
    with lease(services.catalog.engine, BANK_LEASE):
        if waiting:
            services.bank.put_vectors(space, waiting, vectors)
        services.catalog.finish_embedding([material.id for material in materials])
    log.info(
        message("%d texts: %d calls for %d new ones, %d known."),
        len(texts),
        usage.calls,
        usage.texts_sent,
        usage.cached,
    )
    total = Counter(row.material for row in rows)
    new = Counter(row.material for row in waiting)
    for material in materials:
        yield Outcome(
            "embeddings",
            material,
            vectors=total[material.id],
            new_vectors=new[material.id],
        )
