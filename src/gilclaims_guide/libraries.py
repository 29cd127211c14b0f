"""Work of libraries: C code that keeps the lock, or lets go of it."""

import bz2
import hashlib
import json
import lzma
import os
import sys
import zlib
from functools import cache
from typing import Any

BLOCK = bytes(2047)
"""Small enough for hashlib to keep the GIL: it lets go from 2048 bytes on."""


def small_hash() -> None:
    """Hash small blocks: C code that keeps the GIL.

    BLAKE2 takes long enough over each for free threads to show what they can do. OpenSSL's SHA-256, on a
    processor that has instructions for it, is so quick that they mostly contend for the counters of shared objects.
    """
    for _ in range(6):
        hashlib.blake2s(BLOCK).digest()


LARGE_BLOCK = bytes(32 * 1024)


MEGABYTE = bytes(1024 * 1024)


def large_hash() -> None:
    """Hash a megabyte, as BLAKE2 like `small_hash`: hashlib lets go of the GIL."""
    hashlib.blake2s(MEGABYTE).digest()


TEXT = "".join(map(str, range(1000))).encode()


def sha256() -> None:
    """Hash a block so large that hashlib lets go of the GIL."""
    hashlib.sha256(LARGE_BLOCK).digest()


LONG_TEXT = 4 * TEXT


def compress() -> None:
    """Compress some 12 kB, which takes about 0.1 ms: zlib lets go of the GIL.

    Threads that take the lock back after shorter calls spend much of their time on that: with 3 kB they gained 1.2
    to 1.3 with the lock, with intervals down to 1.05; with 12 kB they gain 1.3 to 1.6.
    """
    zlib.compress(LONG_TEXT)


def numpy_alone() -> Any:
    """Import NumPy, where it is wanted and nowhere else, with a linear algebra that starts no threads of its own."""
    if "numpy" not in sys.modules:
        for library in ("OPENBLAS", "MKL", "OMP", "VECLIB"):
            os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    import numpy

    return numpy


@cache
def some_angles() -> Any:
    """Make an array to compute on."""
    return numpy_alone().linspace(0.0, 1.0, 4096)


@cache
def some_matrix() -> Any:
    """Make a matrix so small that no linear algebra would split the product up, asked to or not."""
    return numpy_alone().linspace(0.0, 1.0, 48 * 48).reshape(48, 48)


@cache
def some_objects() -> Any:
    """Make an array of Python's own numbers."""
    return numpy_alone().linspace(0.0, 1.0, 1024).astype(object)


def array_math() -> None:
    """Compute the sines of an array: NumPy lets go of the GIL, and uses one core by itself."""
    angles = some_angles()
    numpy_alone().sin(angles)


def matrix_product() -> None:
    """Multiply a matrix by itself some times: NumPy lets go of the GIL."""
    matrix = some_matrix()
    for _ in range(3):
        matrix @ matrix


@cache
def some_places() -> Any:
    """Make an array to put Python's own numbers into."""
    return numpy_alone().empty_like(some_objects())


def object_math() -> None:
    """Multiply Python's own numbers: the same library, which has to keep the GIL for them.

    It lets go of it while it asks for zeroed memory, as a new array of objects needs: a free-threaded build whose lock
    is on hands it over there. So the products are put into an array that there is.
    """
    objects = some_objects()
    numpy_alone().multiply(objects, objects, out=some_places())


@cache
def some_picture() -> Any:
    """Make a picture. Pillow is imported here, where it is wanted, and nowhere else."""
    from PIL import Image

    return Image.new("L", (80, 80), 100)


def resize_by_pillow() -> None:
    """Halve a picture by Pillow, which lets go of the GIL."""
    some_picture().resize((40, 40), 3)


DOCUMENT = json.dumps([{"name": f"row {number}", "values": [number, number / 7]} for number in range(8)])


def parse() -> None:
    """Parse a small document: C code that keeps the GIL."""
    json.loads(DOCUMENT)


LONGER_DOCUMENT = json.dumps([json.loads(DOCUMENT)] * 4)


def parse_longer() -> None:
    """Parse a document for as long as it takes to compress or hash a text: C code that keeps the GIL."""
    json.loads(LONGER_DOCUMENT)


SHORT_TEXT = TEXT[:200]


def compress_bz2() -> None:
    """Compress a few bytes: bz2 lets go of the GIL."""
    bz2.compress(SHORT_TEXT, 1)


COMPRESSED = lzma.compress(TEXT)


def decompress_lzma() -> None:
    """Decompress some 3 kB: lzma lets go of the GIL. To compress takes it too long for one piece."""
    lzma.decompress(COMPRESSED)
