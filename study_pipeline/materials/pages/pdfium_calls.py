"""pdfium's functions as the reading of a page calls them: once for each character or object, 100,000 times a paper."""

import ctypes
from collections.abc import Callable
from typing import Any


def unchecked(function: Any, result: type[Any]) -> Callable[..., Any]:
    """``function`` of pypdfium2.raw without its signature, which doubles the cost of a call that does little.

    Pass handles as ``ctypes.c_void_p``, counts and indexes as int, and places for results by ``ctypes.byref``: nothing
    converts or checks them. The interpreter's lock is kept, as the calls are shorter than giving it back takes.
    """
    return ctypes.cast(function, ctypes.PYFUNCTYPE(result))
