"""What the catalog hands out: plain records, in the domain's words."""

from dataclasses import dataclass

from sqlalchemy import Row

from study_pipeline.language import message
from study_pipeline.materials.status import Stage, Status, status_of

DOOR = message("door")
"""The failed stage of a file that was refused before it became a partition."""


@dataclass(frozen=True, slots=True)
class Material:
    """One material as the catalog knows it."""

    id: str
    sha256: str | None
    title: str
    description: str | None
    owner: str | None
    lane: str
    size_bytes: int
    pages: int | None
    kind: str | None
    questions: int | None
    answers: int | None
    flags: tuple[str, ...]
    seconds: float | None
    running_in: str | None
    batch_id: str | None
    finished_stage: Stage | None
    failed_stage: str | None
    error_message: str | None
    discarded: bool
    replaces: str | None
    superseded_by: str | None
    created_at: str
    updated_at: str

    @property
    def status(self) -> Status:
        """The one status word, see `status_of`."""
        return recorded_status(self)


def recorded_status(material: "Material | Row[*tuple[object, ...]]") -> Status:
    """The status word of a material, or of a row that has the columns which decide it."""
    return status_of(
        discarded=material.discarded,
        running=material.running_in is not None,
        error=material.error_message,
        finished=material.finished_stage,
    )


@dataclass(frozen=True, slots=True)
class NewMaterial:
    """What the door knows of a file that it takes, or refuses (``refusal`` is the sentence why)."""

    id: str
    sha256: str | None
    title: str
    lane: str
    size_bytes: int
    pages: int | None = None
    description: str | None = None
    owner: str | None = None
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class KnownUpload:
    """An upload as it was when it was taken."""

    path: str
    size_bytes: int
    mtime_ns: int
    material_id: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Materials that one run handles; ``material_ids`` in the order in which their partitions were added."""

    id: str
    lane: str
    material_ids: tuple[str, ...]
    requested_at: str | None
    requests: int
