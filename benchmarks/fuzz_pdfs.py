"""Damage sample PDFs at random for as long as asked, and read them: does each end within its limits?

    python benchmarks/fuzz_pdfs.py --seconds 60

Each PDF is taken through the same two steps as an upload: the check at the door, and the extraction. It must
end with a result or with one sentence, within the wall limit; afterwards the workers must still read a good
paper. Prints what became of the files; exit code 1 when one broke these rules (it is kept, and named).
"""

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from study_pipeline.materials.errors import UnreadableMaterial
from study_pipeline.questions.model import Extraction
from study_pipeline.resources.pdf_workers import PdfRequest, PdfWorkers

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
WORKERS = 2
MEMORY_MB = 512
TIMEOUT_SECONDS = 5.0
GRACE_SECONDS = 2.0  # to stop a process and to start the next one
BATCH = 20
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


def main() -> int:
    """Fuzz, print a summary, and say with the exit code whether all rules were kept."""
    parser = argparse.ArgumentParser(description="Read damaged PDFs for as long as asked.")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=None, help="Begin with this seed; else with the time.")
    parser.add_argument("--keep", type=Path, default=Path("fuzz-failures"), help="Where breakers go.")
    asked = parser.parse_args()
    seed = asked.seed if asked.seed is not None else int(time.time())
    samples = [path.read_bytes() for path in sorted(SAMPLES.glob("*.pdf"))]
    good = max(SAMPLES.glob("*.pdf"), key=lambda path: path.stat().st_size)
    ends: Counter[str] = Counter()
    broken: list[Ended] = []
    slowest = 0.0
    first_seed, until = seed, time.monotonic() + asked.seconds
    with PdfWorkers(WORKERS, TIMEOUT_SECONDS, MEMORY_MB) as workers, tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < until:
            files = [write_damaged(Path(folder), number, samples) for number in range(seed, seed + BATCH)]
            seed += BATCH
            ended = read(workers, files)
            ends.update(f"{end.file.stem.split('-')[1]:<10} {end.end}" for end in ended)
            slowest = max(slowest, *(end.seconds for end in ended))
            for end in ended:
                if end.broke:
                    broken.append(end)
                    asked.keep.mkdir(parents=True, exist_ok=True)
                    shutil.copy(end.file, asked.keep)
                end.file.unlink()
            if read(workers, [good])[0].end != "paper":
                broken.append(Ended(good, "the good paper", 0.0, f"was not read after seed {seed}"))
                break
    print(f"{seed - first_seed} files, seeds {first_seed} to {seed - 1}; the slowest took {slowest:.1f} s.")
    for name, count in sorted(ends.items()):
        print(f"{count:7}  {name}")
    for breaker in broken:
        print(f"BROKE THE RULES: {breaker.file.name} ({breaker.end}): {breaker.broke}", file=sys.stderr)
    return 1 if broken else 0


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
    late = f"took {seconds:.1f} s" if seconds > TIMEOUT_SECONDS + GRACE_SECONDS else None
    if isinstance(result, Extraction):
        nothing = result.kind == "paper" and not result.questions
        return Ended(file, result.kind, seconds, late or ("a paper without questions" if nothing else None))
    sentence = result.message
    bad = "\n" in sentence or not sentence.endswith(".")
    return Ended(file, result.code, seconds, late or (f"not one sentence: {sentence!r}" if bad else None))


if __name__ == "__main__":
    sys.exit(main())
