"""Which vectors may be compared: those of one model, in one version, with one number of dimensions."""

import hashlib
import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VectorSpace:
    """Vectors of two different spaces never meet. ``model`` is a name with its version."""

    model: str
    dimensions: int

    @property
    def column(self) -> str:
        """The name of this space's column: readable, safe in SQL, and different for different models.

        The hash keeps ``a-b`` and ``a_b`` apart, which the readable part alone would not.
        """
        readable = re.sub(r"[^a-z0-9]+", "_", self.model.lower())[:60].strip("_")
        digest = hashlib.sha256(self.model.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        return f"{COLUMN_PREFIX}{readable}_{self.dimensions}_{digest}"


COLUMN_PREFIX = "vector_"
