"""How far a run is, in one sentence."""

from study_pipeline.language import translate
from study_pipeline.operations.amounts import duration_words
from study_pipeline.operations.progress import Progress


def progress_words(progress: Progress) -> str:
    """Say it: 12 of 50 read, page 310 of 1,024, 3.1 pages/s, about 4 min left."""
    counted = translate("page {page} of {pages}") if progress.stage == "materials" else ""
    numbers = {"page": f"{progress.units:,}", "pages": f"{progress.units_total:,}"}
    return _listed(_done(progress), counted.format(**numbers), *_pace(progress))


def words_beside_bar(progress: Progress) -> str:
    """The same without the units, which a bar beside it counts."""
    return _listed(_done(progress), *_pace(progress))


def _done(progress: Progress) -> str:
    if progress.stage == "materials":
        return translate("{done} of {total} read").format(
            done=progress.materials, total=progress.materials_total
        )
    if progress.stage == "embeddings" and progress.units_total:
        return translate("{done} of {total} texts embedded").format(
            done=f"{progress.units:,}", total=f"{progress.units_total:,}"
        )
    return translate("stage {stage}, materials: {total}").format(
        stage=translate(progress.stage), total=progress.materials_total
    )


def _pace(progress: Progress) -> list[str]:
    if progress.units_per_second is None:
        return []
    speed = translate("{speed} pages/s") if progress.stage == "materials" else translate("{speed} texts/s")
    said = [speed.format(speed=f"{progress.units_per_second:.1f}")]
    if progress.seconds_left is not None and progress.seconds_left >= 1:
        said.append(translate("about {time} left").format(time=duration_words(progress.seconds_left)))
    return said


def _listed(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
