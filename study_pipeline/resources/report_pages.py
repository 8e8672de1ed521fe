"""Pages about the work, as files that a browser opens."""

import uuid
from pathlib import Path


def write_page(file: Path, html: str) -> None:
    """Put a page in its place; who reads it meanwhile has the old one or the new one, whole."""
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(f".{uuid.uuid4().hex}.part")
    partial.write_text(html, encoding="utf-8")
    partial.replace(file)
