"""Many records in one file: alike as they are, together they need little more room than one."""

import io
import re
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pytest_gilclaims.report.record import Record, as_json, read_record


def slug(*parts: object) -> str:
    """Make a name that can stand in an address and in a file's name."""
    return re.sub(r"[^a-z0-9]+", "-", "-".join(map(str, parts)).lower()).strip("-")


def pack(records: Sequence[Record]) -> bytes:
    """Pack records into a tar file, compressed by xz, each under the name of its interpreter."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:xz") as archive:
        for record in records:
            content = as_json(record).encode()
            member = tarfile.TarInfo(f"{slug(record.interpreter['key'])}.json")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def unpack(path: Path) -> list[tuple[Path, Record]]:
    """Read the records of such a file.

    Raises ValueError for one that holds something else.
    """
    with tempfile.TemporaryDirectory(prefix="gilclaims-") as folder, tarfile.open(path) as archive:
        archive.extractall(folder, filter="data")
        return [(Path(name), read_record(Path(folder, name))) for name in archive.getnames()]
