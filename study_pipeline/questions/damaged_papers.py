"""What becomes of a paper of which parts are lost: it is used and flagged, or it fails for want of a question."""

from dataclasses import replace

from study_pipeline.materials import errors
from study_pipeline.materials.pages.damage import Damage
from study_pipeline.questions.flags import MaterialFlag
from study_pipeline.questions.model import Extraction

MAX_NAMED = 20  # pages


def with_damage(extraction: Extraction, damage: Damage) -> Extraction:
    """Flag what is lost of the PDF that ``extraction`` was read from.

    Raises:
        UnreadableMaterial: There is damage and neither a question nor an answer: what looks like notes may be a
            paper whose questions are lost.
    """
    if not damage:
        return extraction
    if extraction.kind == "notes":
        raise (
            errors.damaged_pages(named(damage.pages)) if damage.pages else errors.damaged_without_questions()
        )
    found: dict[MaterialFlag, bool] = {
        "pages_unreadable": bool(damage.pages) and "pages_unreadable" not in extraction.flags,
        "cut_off": damage.cut_off,
        "file_damaged": damage.elsewhere,
    }
    return replace(
        extraction,
        flags=(*extraction.flags, *(flag for flag, is_so in found.items() if is_so)),
        unreadable_pages=damage.pages,
    )


def named(pages: tuple[int, ...]) -> str:
    """Page numbers, the first of them."""
    return ", ".join(map(str, pages[:MAX_NAMED])) + (", …" if len(pages) > MAX_NAMED else "")
