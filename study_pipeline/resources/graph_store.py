"""The knowledge graph on disk: Parquet tables, one folder per version, and a pointer to the current one."""

import json
import os
import shutil
import uuid
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from study_pipeline.knowledge_graph.graph import KnowledgeGraph
from study_pipeline.language import translate
from study_pipeline.resources.errors import PermanentError
from study_pipeline.resources.graph_tables import SCHEMAS, graph_from_tables, tables_from_graph

POINTER = "current"
MANIFEST = "manifest.json"
FORMAT = 1
KEPT_VERSIONS = 5  # a reader that looked up the pointer a moment ago still finds its version


class GraphDamaged(PermanentError):
    """A stored version of the graph is missing or cannot be read."""


@dataclass(frozen=True, slots=True)
class GraphStore:
    """Versions of the knowledge graph below ``directory``. One writer at a time; readers need no lock.

    A version is written into a folder of its own, and becomes current by one atomic rename of the pointer.
    """

    directory: Path

    def version(self) -> int:
        """Give the current version; 0 when nothing was ever saved.

        Raises:
            GraphDamaged: The pointer cannot be read, or versions stand there without it.
        """
        pointer = self.directory / POINTER
        try:
            written = pointer.read_bytes().strip()
        except FileNotFoundError:
            if numbers := self._numbers():
                raise GraphDamaged(
                    translate(
                        "{pointer} is missing: write the number of a version into it (newest: {newest})."
                    ).format(pointer=pointer, newest=max(numbers))
                ) from None
            return 0
        if not written.isdigit() or int(written) < 1:
            raise GraphDamaged(
                translate("{pointer} is damaged: write the number of a kept version into it.").format(
                    pointer=pointer
                )
            )
        return int(written)

    def load(self, version: int | None = None) -> KnowledgeGraph:
        """Read the current graph, or a kept earlier version. It is empty only when nothing was ever saved.

        Raises:
            GraphDamaged: The version is missing or cannot be read.
        """
        number = self.version() if version is None else version
        if number == 0:
            return KnowledgeGraph()
        folder = self._folder(number)
        try:
            graph = _read_graph(folder)
        except (OSError, ValueError, LookupError, TypeError, pa.ArrowException) as error:
            raise GraphDamaged(
                translate(
                    "version {number} of the graph in {folder} cannot be read ({reason}): write the number "
                    "of a kept version into {pointer!r}, or remove the folder and update the graph."
                ).format(number=number, folder=self.directory, reason=error, pointer=POINTER)
            ) from error
        return replace(graph, version=number)

    def save(self, graph: KnowledgeGraph) -> KnowledgeGraph:
        """Write a new version and make it current; give the graph with its version."""
        self.directory.mkdir(parents=True, exist_ok=True)
        current = self.version()
        number = max([current, *self._numbers()]) + 1
        partial = self.directory / f".{uuid.uuid4().hex}.part"
        partial.mkdir()
        try:
            tables = tables_from_graph(graph)
            for name, table in tables.items():
                _write(partial, name, table)
            manifest = {
                "format": FORMAT,
                "model": graph.model,
                "rows": {name: table.num_rows for name, table in tables.items()},
            }
            _write_bytes(partial / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())
            _sync(partial)
            partial.rename(self._folder(number))
        finally:
            shutil.rmtree(partial, ignore_errors=True)
        _sync(self.directory)
        self._point_to(number)
        self._prune(number)
        return replace(graph, version=number)

    def _folder(self, number: int) -> Path:
        return self.directory / f"v{number:06d}"

    def _numbers(self) -> list[int]:
        return [
            int(folder.name[1:])
            for folder in self.directory.glob("v*")
            if folder.name[1:].isascii() and folder.name[1:].isdigit()
        ]

    def _point_to(self, number: int) -> None:
        partial = self.directory / f".{uuid.uuid4().hex}.part"
        _write_bytes(partial, f"{number}\n".encode())
        partial.replace(self.directory / POINTER)
        _sync(self.directory)

    def _prune(self, current: int) -> None:
        """Drop old versions, and what an interrupted save left behind."""
        for number in sorted(self._numbers())[:-KEPT_VERSIONS]:
            if number != current:
                shutil.rmtree(self._folder(number))
        for leftover in self.directory.glob(".*.part"):
            shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()


def _read_graph(folder: Path) -> KnowledgeGraph:
    manifest = json.loads((folder / MANIFEST).read_bytes())
    if manifest["format"] != FORMAT:
        raise ValueError(
            translate("its format is {written}, and {read} is read here").format(
                written=manifest["format"], read=FORMAT
            )
        )
    tables = {name: _read(folder, name, manifest["rows"][name]) for name in SCHEMAS}
    return graph_from_tables(tables, model=manifest["model"])


def _write(folder: Path, name: str, table: pa.Table) -> None:
    path = folder / f"{name}.parquet"
    pq.write_table(table, path, compression="zstd", write_page_checksum=True)
    _sync(path)


def _read(folder: Path, name: str, rows: int) -> pa.Table:
    table = pq.read_table(folder / f"{name}.parquet", page_checksum_verification=True)
    if not table.schema.equals(SCHEMAS[name]) or table.num_rows != rows:
        raise ValueError(translate("its table {name!r} is not the one that was written").format(name=name))
    return table


def _write_bytes(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(path: Path) -> None:
    """Make a file's content, or a folder's entries, survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
