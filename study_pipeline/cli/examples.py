"""The example that every verb's `--help` ends with."""


def examples(*lines: str) -> str:
    """An epilog that click prints line by line, as it stands."""
    return "\b\nExample:\n" + "\n".join(f"  {line}" for line in lines)
