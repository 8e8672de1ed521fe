"""RapidOCR, the library: where a picture has lines of text, and what stands in small pieces of it.

Its bundled models read digits, Latin letters, Chinese and circled digits, and no Hangul.
"""

import importlib
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]

DETECTION_PIXELS = 960  # the longer side: finds all lines of a paper at a quarter of the time of 2000


class Piece(NamedTuple):
    """What stands in a piece of a picture, and how sure that is (0..1)."""

    text: str
    score: float


class TextBoxes:
    """RapidOCR with its models, each loaded when first needed."""

    def __init__(self) -> None:
        library: Any = importlib.import_module("rapidocr")
        self._engine: Any = library.RapidOCR(
            params={
                "Global.log_level": "error",
                "Global.max_side_len": DETECTION_PIXELS,
                "Global.use_cls": False,
                # One thread: the pages are what runs side by side
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )

    def detect(self, picture: Picture) -> npt.NDArray[np.float64]:
        """The four corners of each line of text, from its own top left clockwise: shape (lines, 4, 2), in pixels."""
        found = self._engine(_coloured(picture), use_det=True, use_cls=False, use_rec=False)
        boxes = getattr(found, "boxes", None)
        if boxes is None or not len(boxes):
            return np.empty((0, 4, 2))
        return np.asarray(boxes, dtype=np.float64)

    def read(self, pieces: Sequence[Picture]) -> list[Piece]:
        """What stands in each of ``pieces``, a word or a line each."""
        if not pieces:
            return []
        found = self._engine.recognize_txt([_coloured(piece) for piece in pieces])
        return [Piece(str(text), float(score)) for text, score in zip(found.txts, found.scores, strict=True)]


def _coloured(picture: Picture) -> Picture:
    return np.ascontiguousarray(np.repeat(picture[:, :, None], 3, axis=2))
