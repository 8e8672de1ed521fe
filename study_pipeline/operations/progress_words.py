"""How far a run is, in one sentence."""

from study_pipeline.language import translate
from study_pipeline.operations.amounts import duration_words
from study_pipeline.operations.progress import Progress


def progress_words(progress: Progress) -> str:
    """Say it: 12 of 50 read, page 310 of 1,024, 3.1 pages/s, about 4 min left."""
    if progress.stage == "materials":
        said = translate("{done} of {total} read, page {page} of {pages}").format(
            done=progress.materials,
            total=progress.materials_total,
            page=f"{progress.units:,}",
            pages=f"{progress.units_total:,}",
        )
        speed = translate("{speed} pages/s")
    elif progress.stage == "embeddings" and progress.units_total:
        said = translate("{done} of {total} texts embedded").format(
            done=f"{progress.units:,}", total=f"{progress.units_total:,}"
        )
        speed = translate("{speed} texts/s")
    else:
        return translate("stage {stage}, materials: {total}").format(
            stage=translate(progress.stage), total=progress.materials_total
        )
    parts = [said]
    if progress.units_per_second is not None:
        parts.append(speed.format(speed=f"{progress.units_per_second:.1f}"))
    if progress.seconds_left:
        parts.append(translate("about {time} left").format(time=duration_words(progress.seconds_left)))
    return ", ".join(parts)
