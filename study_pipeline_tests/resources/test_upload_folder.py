"""The upload folder: what it shows, what it hides, and what goes in and out of it."""

import errno
import os
import unicodedata
from pathlib import Path

import pytest

from study_pipeline.resources.errors import PermanentError
from study_pipeline.resources.files.upload_folder import MAX_DEPTH, UnreadFolder, UploadFolder
from study_pipeline_tests.hostile.neighbours import Locked
from study_pipeline_tests.hostile.test_kinds_of_file import make_socket

NFC, NFD = (unicodedata.normalize(form, "한글.pdf") for form in ("NFC", "NFD"))


@pytest.fixture
def folder(tmp_path: Path) -> UploadFolder:
    (tmp_path / "uploads").mkdir()
    return UploadFolder(tmp_path / "uploads")


def put(folder: UploadFolder, path: str, content: bytes = b"%PDF-") -> Path:
    target = folder.directory / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return target


def paths(folder: UploadFolder) -> list[str]:
    return [file.path for file in folder.files()]


def test_pdfs_of_all_folders_are_listed_in_order(folder: UploadFolder) -> None:
    for path in ("b.pdf", "a/c.PDF", "high/수학.pdf", "a/deep/er/x.Pdf"):
        put(folder, path)
    assert paths(folder) == ["a/c.PDF", "a/deep/er/x.Pdf", "b.pdf", "high/수학.pdf"]


def test_a_listed_file_carries_its_size_and_times(folder: UploadFolder) -> None:
    target = put(folder, "a.pdf", b"12345")
    os.utime(target, ns=(1_000, 2_000))
    (seen,) = folder.files()
    facts = target.stat()
    assert (seen.size_bytes, seen.mtime_ns, seen.changed_at) == (5, 2_000, facts.st_ctime)


def test_hidden_files_links_devices_and_other_kinds_are_not_listed(
    folder: UploadFolder, tmp_path: Path
) -> None:
    put(folder, "real.pdf")
    put(folder, ".hidden.pdf")
    put(folder, ".folder/x.pdf")
    put(folder, "notes.txt")
    put(folder, "paper.pdf.part")
    (tmp_path / "secret.pdf").write_bytes(b"%PDF-")
    (folder.directory / "link.pdf").symlink_to(tmp_path / "secret.pdf")
    (folder.directory / "loop").symlink_to(folder.directory)
    (folder.directory / "dangling.pdf").symlink_to("nowhere")
    os.mkfifo(folder.directory / "pipe.pdf")
    assert paths(folder) == ["real.pdf"]


def test_a_folder_named_like_a_pdf_is_a_folder(folder: UploadFolder) -> None:
    put(folder, "unpacked.pdf/page.pdf")
    assert paths(folder) == ["unpacked.pdf/page.pdf"]


def test_a_folder_that_is_not_there_is_an_error_and_not_empty(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        UploadFolder(tmp_path / "none").files()


def test_a_folder_that_lies_too_deep_is_named_and_not_looked_into_and_its_neighbours_are(
    folder: UploadFolder,
) -> None:
    put(folder, "/".join("d" * (MAX_DEPTH)) + "/deepest.pdf")
    put(folder, "e/z.pdf")
    assert folder.look().unread == ()
    put(folder, "/".join("d" * (MAX_DEPTH + 1)) + "/too deep.pdf")
    shown = folder.look()
    assert [file.path.rpartition("/")[2] for file in shown.pdfs] == ["deepest.pdf", "z.pdf"]
    assert shown.unread == (UnreadFolder("/".join("d" * (MAX_DEPTH + 1)), too_deep=True),)


def test_a_sub_folder_that_cannot_be_read_is_named_and_its_neighbours_are_seen(folder: UploadFolder) -> None:
    for path in ("a/1.pdf", unicodedata.normalize("NFD", "비밀/2.pdf"), "비밀이 아님/3.pdf"):
        put(folder, path)
    locked = Locked(folder.directory, unicodedata.normalize("NFD", "비밀"))
    shown = locked.look()
    assert [file.path for file in shown.pdfs] == ["a/1.pdf", "비밀이 아님/3.pdf"]
    assert shown.unread == (UnreadFolder("비밀"),)
    assert shown.hides("비밀/2.pdf")
    assert not shown.hides("비밀이 아님/4.pdf")


def test_a_sub_folder_that_vanishes_while_it_is_looked_at_is_gone(folder: UploadFolder) -> None:
    put(folder, "a/1.pdf")
    assert Locked(folder.directory, "a", errno.ENOENT).look().unread == ()


@pytest.mark.parametrize("kind", ["link", "pipe", "device", "socket"])
def test_what_is_no_file_is_not_copied_in_and_said_in_one_sentence(
    folder: UploadFolder, tmp_path: Path, kind: str
) -> None:
    source = tmp_path / "odd.pdf"
    match kind:
        case "link":
            source.symlink_to(put(folder, "real.pdf"))
        case "pipe":
            os.mkfifo(source)
        case "device":
            source = Path("/dev/zero")
        case _:
            make_socket(source)
    with pytest.raises(PermanentError) as caught:
        folder.put(source, name="x.pdf")
    assert str(caught.value) == f"{str(source)!r} is a link, a pipe or a device: name the PDF file itself."
    assert paths(folder) == (["real.pdf"] if kind == "link" else [])


@pytest.mark.parametrize("newer", [NFC, NFD])
def test_of_two_spellings_of_one_name_the_newer_file_counts(folder: UploadFolder, newer: str) -> None:
    for spelling in (NFC, NFD):
        target = put(folder, spelling, spelling.encode())
        os.utime(target, (0, 2 if spelling == newer else 1))
    (seen, *others) = folder.files()
    assert (seen.path, seen.spelling, others) == (NFC, newer, [])


def test_a_file_is_put_in_whole_under_its_name_and_lane(folder: UploadFolder, tmp_path: Path) -> None:
    source = tmp_path / "원본.pdf"
    source.write_bytes(b"%PDF-1")
    assert folder.put(source).path == "원본.pdf"
    assert folder.put(source, name="x_key.pdf", lane="high").path == "high/x_key.pdf"
    assert folder.put(source, name="sub/y.pdf", lane="default").path == "sub/y.pdf"
    assert [file.read_bytes() for file in folder.directory.rglob("*.pdf")] == [b"%PDF-1"] * 3
    assert folder.put(source) == folder.files()[2]


def test_putting_a_file_under_a_name_that_is_taken_gives_it_the_new_bytes(
    folder: UploadFolder, tmp_path: Path
) -> None:
    target = put(folder, "a.pdf", b"old")
    source = tmp_path / "new.pdf"
    source.write_bytes(b"new")
    folder.put(source, name="a.pdf")
    assert target.read_bytes() == b"new"
    assert [path.name for path in folder.directory.iterdir()] == ["a.pdf"]


@pytest.mark.parametrize("name", ["../a.pdf", "/a.pdf", "x/../../a.pdf", "..\\a.pdf", ".a.pdf", "."])
def test_no_name_leads_out_of_the_folder(folder: UploadFolder, tmp_path: Path, name: str) -> None:
    source = tmp_path / "a source.pdf"
    source.write_bytes(b"%PDF-")
    with pytest.raises(PermanentError, match="cannot be the name of an upload"):
        folder.put(source, name=name)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a source.pdf", "uploads"]


def test_moving_to_the_trash_takes_every_spelling_and_overwrites_nothing(
    folder: UploadFolder, tmp_path: Path
) -> None:
    trash = tmp_path / "trash"
    for round_ in range(2):
        for spelling in (NFC, NFD):
            put(folder, f"sub/{spelling}", f"{round_} {spelling}".encode())
        folder.move_to(f"sub/{NFC}", trash)
        assert paths(folder) == []
    assert len({path.read_bytes() for path in trash.rglob("*.pdf")}) == 4


def test_moving_what_is_gone_does_nothing(folder: UploadFolder, tmp_path: Path) -> None:
    folder.move_to("none.pdf", tmp_path / "trash")
    assert not (tmp_path / "trash").exists()


def test_a_backslash_in_a_name_parts_no_folders(folder: UploadFolder, tmp_path: Path) -> None:
    put(folder, "a\\..\\..\\b.pdf")
    (path,) = paths(folder)
    assert path == "a%5C..%5C..%5Cb.pdf"
    folder.move_to(path, tmp_path / "trash")
    assert [file.name for file in (tmp_path / "trash").iterdir()] == ["a\\..\\..\\b.pdf"]


def test_parts_that_a_killed_process_left_are_swept_after_a_day(folder: UploadFolder) -> None:
    old = put(folder, f"sub/.{'0' * 32}.part")
    put(folder, f"sub/.{'1' * 32}.part")
    put(folder, "download.pdf.part")
    now = old.stat().st_mtime
    assert folder.sweep(now=now + 80_000) == 0
    os.utime(old, (now - 90_000, now - 90_000))
    assert folder.sweep(now=now) == 1
    assert not old.exists()
