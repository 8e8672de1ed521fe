"""Sidecars of the upload folder: what is new in them goes to the catalog, without a run."""

import dataclasses
from collections.abc import Collection
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import PurePosixPath

from study_pipeline.language import translate
from study_pipeline.materials.errors import may_not_be_read
from study_pipeline.materials.sidecar import MAX_BYTES, UnfitSidecar, read_sidecar, sidecar_stem
from study_pipeline.materials.uploads import Look, SeenFile, decide
from study_pipeline.resources.catalog import sidecars as catalog_sidecars
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.catalog.sidecar_notes import missing_key
from study_pipeline.resources.files.upload_folder import ShownFiles, UploadFolder


@dataclass(frozen=True, slots=True)
class SidecarReport:
    """What one look did: how many sidecars were read, which still settle, and which have no PDF beside them.

    ``sentences`` say which cannot be read, and why.
    """

    read: int
    settling: tuple[SeenFile, ...]
    without_pdf: tuple[str, ...]
    sentences: tuple[str, ...]


def take_sidecars(
    catalog: Catalog,
    folder: UploadFolder,
    shown: ShownFiles,
    look: Look,
    *,
    zone: tzinfo,
) -> SidecarReport:
    """Read each sidecar that is new or changed, and whose PDF is a material. The others wait for their PDF."""
    known = catalog_sidecars.known(catalog.engine)
    catalog_sidecars.forgive(catalog.engine, {file.path for file in shown.sidecars}, hidden=shown.hides)
    decisions = decide(shown.sidecars, known, look)
    pdfs = {sidecar_stem(file.path) for file in shown.pdfs} if decisions.take else set()
    without_pdf: list[str] = []
    sentences: list[str] = []
    read = 0
    for file in decisions.take:
        if catalog_sidecars.has_material(catalog.engine, file.path):
            sentence = take_sidecar(catalog, folder, file, zone=zone)
            read += sentence is None
            sentence = sentence or missing_key(catalog.engine, file.path)
            sentences += [sentence] if sentence else []
        elif sidecar_stem(file.path) not in pdfs:
            without_pdf.append(file.path)
    return SidecarReport(read, decisions.settling, tuple(without_pdf), tuple(sentences))


def stems_that_settle(catalog: Catalog, shown: ShownFiles, look: Look) -> frozenset[str]:
    """The stems of sidecars that still arrive: their PDFs wait, since one may say when they are to run."""
    known = catalog_sidecars.known(catalog.engine)
    decisions = decide(shown.sidecars, known, look)
    return frozenset(sidecar_stem(file.path) for file in decisions.settling)


def take_sidecar(catalog: Catalog, folder: UploadFolder, file: SeenFile, *, zone: tzinfo) -> str | None:
    """Read one sidecar; give the sentence why it cannot be read, where that is news, or what of it came too late."""
    name = PurePosixPath(file.path).name
    try:
        said = read_sidecar(folder.read(file, MAX_BYTES + 1), zone=zone)
    except FileNotFoundError:
        return None
    except UnfitSidecar as error:
        sentence = translate("{name}, {problem}").format(name=name, problem=error)
    except OSError:
        sentence = may_not_be_read().about(name)
        # so that it is looked at again
        file = dataclasses.replace(file, size_bytes=catalog_sidecars.NEVER_READ)
    else:
        if catalog_sidecars.record(catalog.engine, file, said):
            return None
        late = translate("{name}: its run_at came too late, because a run has begun with its PDF already.")
        return late.format(name=name)
    return sentence if catalog_sidecars.record_unfit(catalog.engine, file, sentence) else None


def sidecar_paths(shown: ShownFiles, pdf_paths: Collection[str]) -> list[str]:
    """The sidecars that the folder shows beside these PDFs."""
    stems = {sidecar_stem(path) for path in pdf_paths}
    return [file.path for file in shown.sidecars if sidecar_stem(file.path) in stems]
