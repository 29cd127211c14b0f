"""Files that people name: written as a whole or not at all, streams written through, trouble told in one sentence."""

import errno
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

REASONS = {
    errno.ENOSPC: "the disk is full: make room, or name a file elsewhere",
    errno.EPIPE: "its reader has closed it",
}
"""Said in place of what the system says."""


class FileError(ValueError):
    """A file that cannot be read or written: which, and why, in one sentence."""


@contextmanager
def trouble(doing: str, path: Path) -> Iterator[None]:
    """Tell what the system or the encoding objects to in one sentence that names the file."""
    try:
        yield
    except OSError as error:
        reason = REASONS.get(error.errno or 0, error.strerror or str(error))
        raise FileError(f"cannot {doing} {path} ({reason})") from error
    except UnicodeError as error:
        raise FileError(f"cannot {doing} {path} (it is not valid Unicode text)") from error


def read_text(path: Path) -> str:
    """Read a text. Raises FileError if that fails."""
    with trouble("read", path):
        return path.read_text(encoding="utf-8")


def read_with_line_ends(path: Path) -> str:
    """Read a text whose lines end as they do in the file. Raises FileError if that fails."""
    with trouble("read", path):
        return path.read_bytes().decode("utf-8")


def replace_text(path: Path, text: str) -> None:
    """Write a text: into a regular file's place at once, or through to whatever else there is.

    Who reads a regular file sees its old content or its new one, nothing between. A symbolic link stays, and what it
    leads to is replaced. Raises FileError if that fails.
    """
    with trouble("write", path):
        content = text.encode()
        if may_be_rewritten(path):
            _replace(Path(os.path.realpath(path)), content)
        else:
            _write_through(path, content)


def may_be_rewritten(path: Path) -> bool:
    """Whether what is written later takes the place of what was written before: not so with pipes and devices."""
    try:
        found = path.stat()
    except OSError:
        return True
    return (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)) and _standard_stream(found) is None


def _replace(path: Path, content: bytes) -> None:
    mode = _mode_of(path)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".gilclaims.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(temporary).unlink()
        raise


def _write_through(path: Path, content: bytes) -> None:
    stream = _standard_stream(path.stat())
    if stream is None:
        # Not created: whoever removed the pipe meanwhile should not find a file in its place.
        descriptor = os.open(path, os.O_WRONLY)
    else:
        # Opened anew, a file that output was redirected to would be written from its start.
        sys.stdout.flush()
        descriptor = os.dup(stream)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def _standard_stream(found: os.stat_result) -> int | None:
    """Return the descriptor of this process's own output that a file is, if it is one."""
    for descriptor in (1, 2):
        with suppress(OSError):
            if os.path.samestat(found, os.fstat(descriptor)):
                return descriptor
    return None


def _mode_of(path: Path) -> int:
    """Return the permissions that a file has, or would get if it were created now."""
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        mask = os.umask(0o022)
        os.umask(mask)
        return 0o666 & ~mask
