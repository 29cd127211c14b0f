"""Many records in one file: alike as they are, together they need little more room than one."""

import io
import lzma
import re
import tarfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from pytest_gilclaims.report.files import trouble
from pytest_gilclaims.report.record import Record
from pytest_gilclaims.report.store import as_json, record_of


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

    Raises ValueError, in one sentence, for one that holds something else, and for one that cannot be read.
    """
    return [(name, record_of(text, name)) for name, text in members(path)]


def members(path: Path) -> Iterator[tuple[Path, str]]:
    """Read the texts of a packed file, none of them onto the disk."""
    try:
        with trouble("read", path), tarfile.open(path) as archive:
            for member in archive:
                content = archive.extractfile(member)
                if content is None:
                    raise ValueError(f"{path} is not an archive of records: {member.name} in it is not a file")
                yield Path(member.name), content.read().decode()
    except (tarfile.TarError, lzma.LZMAError, EOFError, KeyError) as error:
        raise ValueError(f"{path} is not an archive of records: pack some with docs/picture.py") from error
