"""Damage sample PDFs at random for as long as asked, and read them: does each end within its limits?

    python benchmarks/fuzz_pdfs.py [--seconds 60] [--seed N] [--files N] [--keep DIR]

Each PDF is taken through the same two steps as an upload: the check at the door, and the extraction. It must
end with a result or with one sentence, within the wall limit; afterwards the workers must still read a good
paper. Prints what became of the files; exit code 1 when one broke these rules.

File n of a run with seed s is the first of a run with seed s + n: what broke a rule is kept under its own
seed's name, and `--seed SEED --files 1` makes and reads it again.
"""

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from study_pipeline.materials.errors import UnreadableMaterial
from study_pipeline.questions.model import Extraction
from study_pipeline.resources.pdf.workers import PdfRequest, PdfWorkers

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
WORKERS = os.cpu_count() or 2
MEMORY_MB = 512
TIMEOUT_SECONDS = 5.0
GRACE_SECONDS = 2.0  # to stop a process and to start the next one
BATCH = 20
REPORT_SECONDS = 60.0  # between two lines of a long run
MAX_PAGES, MAX_FILE_MB = 200, 20
NUMBERS = (b"0", b"-1", b"1", b"65536", b"2147483647", b"4294967296", b"1e38", b"99999999999999999999")

Damage = Callable[[bytes, bytes, random.Random], bytes]


def flip(content: bytes, _: bytes, chance: random.Random) -> bytes:
    """Replace single bytes."""
    changed = bytearray(content)
    for _place in range(chance.choice((1, 2, 8, 64, 512))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def truncate(content: bytes, _: bytes, chance: random.Random) -> bytes:
    """Cut the end off."""
    return content[: chance.randrange(1, len(content))]


def leave_out(content: bytes, _: bytes, chance: random.Random) -> bytes:
    """Cut a piece out of the middle."""
    start = chance.randrange(len(content))
    return content[:start] + content[start + chance.randrange(1, 2_000) :]


def repeat(content: bytes, _: bytes, chance: random.Random) -> bytes:
    """Say a piece many times."""
    start = chance.randrange(len(content))
    piece = content[start : start + chance.randrange(1, 500)]
    return content[:start] + piece * chance.choice((2, 20, 200)) + content[start:]


def splice(content: bytes, other: bytes, chance: random.Random) -> bytes:
    """Go over to another PDF in the middle."""
    return content[: chance.randrange(len(content))] + other[chance.randrange(len(other)) :]


def renumber(content: bytes, _: bytes, chance: random.Random) -> bytes:
    """Replace whole numbers outside streams: lengths, counts, references, places."""
    parts = content.split(b" ")
    places = [place for place, part in enumerate(parts) if part.isdigit()]
    for place in chance.sample(places, min(len(places), chance.choice((1, 3, 10)))):
        parts[place] = chance.choice(NUMBERS)
    return b" ".join(parts)


DAMAGES: Sequence[Damage] = (flip, truncate, leave_out, repeat, splice, renumber)


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of one file: how it ended, and what rule it broke, if any."""

    file: Path
    end: str
    seconds: float
    broke: str | None = None

    @property
    def late(self) -> bool:
        """Whether it took longer than a reader may have, to be stopped, and to be started anew."""
        return self.seconds > TIMEOUT_SECONDS + GRACE_SECONDS


@dataclass(slots=True)
class Tally:
    """What became of all files so far."""

    files: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    broken: list[Ended] = field(default_factory=list)
    slowest: float = 0.0

    def add(self, ended: Sequence[Ended]) -> None:
        """Count these."""
        self.files += len(ended)
        self.ends.update(f"{end.file.stem.split('-')[1]:<10} {end.end}" for end in ended)
        self.broken += [end for end in ended if end.broke]
        self.slowest = max(self.slowest, *(end.seconds for end in ended))


def main() -> int:
    """Fuzz, print a summary, and say with the exit code whether all rules were kept."""
    parser = argparse.ArgumentParser(description="Read damaged PDFs for as long as asked.")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument(
        "--files", type=int, default=sys.maxsize, help="Stop after so many, if that is sooner."
    )
    parser.add_argument("--seed", type=int, default=None, help="Begin with this seed; else with the time.")
    parser.add_argument("--keep", type=Path, default=Path("fuzz-failures"), help="Where breakers go.")
    asked = parser.parse_args()
    seed = asked.seed if asked.seed is not None else int(time.time())
    print(
        f"Seed {seed}, {WORKERS} workers, {asked.seconds:g} s; what breaks a rule is kept in {asked.keep}/."
    )
    tally = fuzz(seed, asked.seconds, asked.files, asked.keep)
    print(f"{tally.files} files; the slowest took {tally.slowest:.1f} s.")
    for name, count in sorted(tally.ends.items()):
        print(f"{count:7}  {name}")
    for breaker in tally.broken:
        print(f"BROKE THE RULES: {breaker.file.name} ({breaker.end}): {breaker.broke}", file=sys.stderr)
    return 1 if tally.broken else 0


def fuzz(seed: int, seconds: float, files: int, keep: Path) -> Tally:
    """Damage and read until the time is over or so many files are done; ``keep`` gets what breaks a rule."""
    samples = [path.read_bytes() for path in sorted(SAMPLES.glob("*.pdf"))]
    good = max(SAMPLES.glob("*.pdf"), key=lambda path: path.stat().st_size)
    tally = Tally()
    started = reported = time.monotonic()
    with PdfWorkers(WORKERS, TIMEOUT_SECONDS, MEMORY_MB) as workers, tempfile.TemporaryDirectory() as folder:
        while tally.files < files and time.monotonic() - started < seconds:
            last = seed + tally.files + min(BATCH, files - tally.files)
            batch = [write_damaged(Path(folder), n, samples) for n in range(seed + tally.files, last)]
            ended = [again_if_late(workers, end) for end in read(workers, batch)]
            tally.add(ended)
            for end in ended:
                if end.broke:
                    keep.mkdir(parents=True, exist_ok=True)
                    shutil.copy(end.file, keep)
                end.file.unlink()
            if read(workers, [good])[0].end != "paper":
                tally.broken.append(Ended(good, "the good paper", 0.0, f"was not read before seed {last}"))
                break
            if time.monotonic() - reported > REPORT_SECONDS:
                reported = time.monotonic()
                print(f"{tally.files} files, {len(tally.broken)} broke a rule", flush=True)
    return tally


def write_damaged(folder: Path, seed: int, samples: Sequence[bytes]) -> Path:
    """A sample with one to three kinds of damage; the same seed gives the same file."""
    chance = random.Random(seed)
    content = chance.choice(samples)
    damages = chance.choices(DAMAGES, k=chance.choice((1, 1, 2, 3)))
    for damage in damages:
        content = damage(content, chance.choice(samples), chance) or b"%PDF-"
    path = folder / f"{seed}-{damages[0].__name__}.pdf"
    path.write_bytes(content)
    return path


def again_if_late(workers: PdfWorkers, end: Ended) -> Ended:
    """Read a file that was late once more, alone: a busy machine is late too."""
    return read(workers, [end.file])[0] if end.late else end


def read(workers: PdfWorkers, files: Sequence[Path]) -> list[Ended]:
    """Take files through the door and the extraction; each ends once."""
    ended: list[Ended] = []
    requests: list[PdfRequest] = []
    checked: list[float] = []
    for file in files:
        started = time.monotonic()
        try:
            pages = workers.check(file, max_pages=MAX_PAGES, max_file_mb=MAX_FILE_MB)
        except UnreadableMaterial as error:
            ended.append(judged(file, error, time.monotonic() - started))
        else:
            requests.append(PdfRequest(file, pages, file.with_suffix("")))
            checked.append(time.monotonic() - started)
    for result in workers.extract_many(requests):
        request = requests[result.index]
        ended.append(judged(request.path, result.result, max(result.seconds, checked[result.index])))
        shutil.rmtree(request.path.with_suffix(""), ignore_errors=True)
    if len(ended) != len(files):
        raise RuntimeError(f"{len(files)} files were read, and {len(ended)} ended")
    return ended


def judged(file: Path, result: Extraction | UnreadableMaterial, seconds: float) -> Ended:
    """How a file ended, and whether that was by the rules."""
    if isinstance(result, Extraction):
        end = Ended(file, result.kind, seconds)
        broke = "a paper without questions" if result.kind == "paper" and not result.questions else None
    else:
        end = Ended(file, result.code, seconds)
        sentence = result.message
        bad = "\n" in sentence or not sentence.endswith(".")
        broke = f"not one sentence: {sentence!r}" if bad else None
    return replace(end, broke=f"took {seconds:.1f} s" if end.late else broke)


if __name__ == "__main__":
    sys.exit(main())
