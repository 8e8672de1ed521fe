"""Text from PDFs, file names and error messages, made safe for a terminal."""

from study_pipeline.materials.shown_names import REPLACEMENT, is_unsafe, shown_name


def printable(text: str) -> str:
    """Text without the characters that a terminal would obey; line breaks and tabs stay."""
    return "".join(
        REPLACEMENT if is_unsafe(character) and character not in "\n\t" else character for character in text
    )


def one_line(text: str) -> str:
    """The same for a name, in which a line break would forge a line of output."""
    return shown_name(text)
