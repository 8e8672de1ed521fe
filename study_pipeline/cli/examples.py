"""The example that every verb's `--help` ends with."""

from study_pipeline.language import translate


def examples(*lines: str) -> str:
    """An epilog of commands, each a line of its own."""
    return "\n".join(f"  {line}" for line in lines)


def with_heading(epilog: str) -> str:
    """The epilog under its heading, in a form that click prints line by line as it stands."""
    return f"\b\n{translate('Example:')}\n{epilog}"
