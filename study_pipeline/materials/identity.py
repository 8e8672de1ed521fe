"""What a material is called: its content hash, its partition key, and which paper a key belongs to."""

import hashlib
import re
import unicodedata
from collections.abc import Collection
from itertools import count
from pathlib import PurePosixPath

MAX_KEY_LENGTH = 80
HASH_CHARACTERS = 8
KEY_SUFFIXES = ("_key", "_answers", "_정답", "_답안", "_답", "_答案")
LANES = ("high", "default", "low")
"""In the order in which they are served."""

_NOT_A_LETTER_OR_DIGIT = re.compile(r"[\W_]+")
_UNDECODED_BYTE = re.compile("[\ud800-\udfff]")  # how Python shows a byte of a name that is not UTF-8


def upload_path(path: str) -> str:
    """Give the one spelling of a path below the upload folder: NFC, with forward slashes.

    A byte that is not UTF-8 (a name from an old Korean zip, in CP949) is written as ``%B0``, since no database
    takes it as it is.
    """
    written = _UNDECODED_BYTE.sub(lambda found: f"%{ord(found[0]) & 0xFF:02X}", path)
    return unicodedata.normalize("NFC", written.replace("\\", "/"))


def content_hash(content: bytes) -> str:
    """SHA-256 of the bytes, in hex."""
    return hashlib.sha256(content).hexdigest()


def partition_key(path: str, sha256: str) -> str:
    """Name a material version: ``<slug>-<sha256[:8]>``, only letters, digits and ``-``, at most 80 characters.

    A raw file name is not safe as a Dagster partition key: newlines, ``...`` and two spellings of one Hangul
    name are all accepted there and break later.
    """
    stem = PurePosixPath(upload_path(path)).stem
    lowered = stem.lower()  # first: İ becomes an i and a mark that is no letter
    slug = _NOT_A_LETTER_OR_DIGIT.sub("-", lowered).strip("-")
    room = MAX_KEY_LENGTH - HASH_CHARACTERS - 1
    return f"{slug[:room].strip('-') or 'material'}-{sha256[:HASH_CHARACTERS]}"


def next_free_key(key: str, taken: Collection[str]) -> str:
    """The key, or with ``-2``, ``-3``, … at its end the first that was never given away; at most 80 characters."""
    if key not in taken:
        return key
    numbered = (f"{key[: MAX_KEY_LENGTH - len(f'-{n}')]}-{n}" for n in count(2))
    return next(candidate for candidate in numbered if candidate not in taken)


def file_title(path: str) -> str:
    """The title of a material that nobody gave one: its file's name without the suffix."""
    return PurePosixPath(path).stem


def owner_of(path: str) -> str | None:
    """Whose an upload is by its first-level folder, where that is no lane."""
    parts = PurePosixPath(upload_path(path)).parts
    return parts[0] if len(parts) > 1 and parts[0] not in LANES else None


def lane_of(path: str) -> str:
    """The priority that a first-level folder ``high/`` or ``low/`` gives; else ``default``."""
    parts = PurePosixPath(upload_path(path)).parts
    return parts[0] if len(parts) > 1 and parts[0] in LANES else "default"


def place_of_lane(lane: str) -> int:
    """Where a lane stands in the order of service; one that nobody knows is served as ``default``."""
    return LANES.index(lane if lane in LANES else "default")


def paper_path_of(key_path: str) -> str | None:
    """The path of the paper that a key named ``PAPER_key.pdf`` (``_정답``, …) belongs to; None for other names.

    Lower-cased, so that it can be compared with ``comparable_path`` of a paper.
    """
    path = PurePosixPath(comparable_path(key_path))
    for suffix in KEY_SUFFIXES:
        if path.stem.endswith(suffix) and len(path.stem) > len(suffix):
            return str(path.with_name(path.stem.removesuffix(suffix) + path.suffix))
    return None


def comparable_path(path: str) -> str:
    """A path as names are compared: NFC and lower case."""
    return unicodedata.normalize("NFC", upload_path(path).lower())
