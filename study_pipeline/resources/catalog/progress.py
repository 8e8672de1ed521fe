"""How far each material has come: what its run has taken, finished, or failed at."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import update

from study_pipeline.materials.status import STAGES
from study_pipeline.resources.catalog import batches, failures, retries, tables
from study_pipeline.resources.catalog.completions import note_completion
from study_pipeline.resources.catalog.materials import MaterialRows, in_chunks
from study_pipeline.resources.catalog.retries import NextAttempt
from study_pipeline.resources.clock import utc_now


@dataclass(slots=True)
class MaterialProgress(MaterialRows):
    """The notes that runs leave on their materials."""

    def start(
        self,
        material_ids: Collection[str],
        *,
        run_id: str,
        batch_id: str | None,
        instead_of: Collection[str] = (),
    ) -> set[str]:
        """Note that a run handles these materials now, for this batch if for any; an earlier error is forgotten.

        Gives those that it has: another living run keeps what it has taken. ``instead_of`` are runs that this one
        is the retry of.
        """
        with self.engine.begin() as connection:
            for ids in in_chunks(material_ids):
                batches.start(connection, ids, run_id=run_id, batch_id=batch_id, instead_of=instead_of)
                retries.cancel(connection, ids)
        return {one.id for one in self.materials(material_ids).values() if one.running_in == run_id}

    def finish_reading(self, material_id: str, *, pages: int, kind: str) -> None:
        """Note that a material's pages are read. One that got further before stays there."""
        self._update([material_id], pages=pages, kind=kind, updated_at=utc_now())
        with self.engine.begin() as connection:
            connection.execute(
                update(tables.materials)
                .where(tables.materials.c.id == material_id, tables.materials.c.finished_stage.is_(None))
                .values(finished_stage=STAGES[0])
            )

    def finish_questions(
        self,
        material_id: str,
        *,
        kind: str,
        questions: int,
        answers: int,
        flags: Sequence[str],
        seconds: float,
        embedded: bool,
    ) -> None:
        """Note that a material's questions are in the bank, and whether each of them has its vector already."""
        self._update(
            [material_id],
            kind=kind,
            questions=questions,
            answers=answers,
            flags=json.dumps(list(flags)),
            seconds=seconds,
            finished_stage="embeddings" if embedded else "questions",
            updated_at=utc_now(),
        )

    def finish_embedding(self, material_ids: Collection[str]) -> None:
        """Note that all questions of these materials have their vector."""
        self._update(material_ids, finished_stage=STAGES[-1], updated_at=utc_now())
        with self.engine.begin() as connection:
            failures.note_success(connection, sorted(material_ids))
            note_completion(connection, sorted(material_ids))

    def fail(
        self,
        material_id: str,
        *,
        stage: str,
        sentence: str,
        flags: Sequence[str] | None = None,
        again: NextAttempt | None = None,
    ) -> None:
        """Note why a material could not get past ``stage``, and with ``flags`` what its pages were found to be.

        ``again`` is when it is tried once more; without it the failure is final until somebody asks.
        """
        values = {
            "error_message": sentence,
            "failed_stage": stage,
            "running_in": None,
            "updated_at": utc_now(),
        }
        if flags is not None:
            values["flags"] = json.dumps(list(flags))
        with self.engine.begin() as connection:
            of_material = tables.materials.c.id == material_id
            connection.execute(update(tables.materials).where(of_material).values(**values))
            failures.note_failure(connection, material_id, sentence, final=again is None)
            if again is not None:
                retries.plan(connection, material_id, again)

    def release(self, run_id: str) -> None:
        """Note that a run no longer handles anything."""
        with self.engine.begin() as connection:
            connection.execute(
                update(tables.materials)
                .where(tables.materials.c.running_in == run_id)
                .values(running_in=None, updated_at=utc_now())
            )

    def running(self) -> dict[str, list[str]]:
        """The materials that runs have taken and not ended, by run id."""
        runs: dict[str, list[str]] = {}
        for material in self._select(tables.materials.c.running_in.is_not(None)):
            runs.setdefault(material.running_in or "", []).append(material.id)
        return runs

    def set_answers_found(self, material_id: str, answers: int) -> None:
        """Note how many questions of a paper have an answer now."""
        self._update([material_id], answers=answers, updated_at=utc_now())

    def supersede(self, material_id: str, *, by: str) -> None:
        """Note that a newer version serves in this material's place."""
        self._update([material_id], superseded_by=by, discarded=True, updated_at=utc_now())
