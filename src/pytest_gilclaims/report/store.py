"""The store: records written to files, and read from them."""

import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import NoReturn

from pytest_gilclaims.report.files import read_text, replace_text
from pytest_gilclaims.report.record import READABLE, SCHEMA, Record


def write_record(record: Record, path: Path) -> None:
    """Write the record as JSON, replacing the file at once or not at all. Raises FileError if that fails."""
    replace_text(path, as_json(record) + "\n")


def as_json(record: Record) -> str:
    """Write the record in as little room as JSON allows."""
    return json.dumps(asdict(record), ensure_ascii=False, allow_nan=False, separators=(",", ":"))


REMEDY = "make one with pytest --claims --claims-json=FILE"


def read_record(path: Path) -> Record:
    """Read a record back. One of an older schema has defaults for what was added since.

    Raises ValueError, in one sentence, for a file that is no record, and for one that cannot be read.
    """
    return record_of(read_text(path), path)


def read_records(paths: Iterable[Path]) -> list[tuple[Path, Record]]:
    """Read records, each beside the place that it came from."""
    return [(path, read_record(path)) for path in paths]


def record_of(text: str, path: Path) -> Record:
    """Make a record of the text that stands in a file.

    Raises ValueError, in one sentence, if it is none.
    """
    try:
        data = json.loads(text, parse_constant=refuse_constant)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path} is not a record, as it is not JSON: {REMEDY}") from error
    if not isinstance(data, dict) or "schema" not in data:
        raise ValueError(f"{path} is not a record: {REMEDY}")
    if data["schema"] is True or data["schema"] not in READABLE:
        raise ValueError(f"{path} is not a record of schema {SCHEMA}: {REMEDY}")
    # Not before a record is read: no library must come in while something is measured.
    from pytest_gilclaims.report.schema import SchemaError, structured

    try:
        return replace(structured(data), schema=SCHEMA)
    except SchemaError as error:
        raise ValueError(f"{path} is not a record ({error}): {REMEDY}") from error


def refuse_constant(name: str) -> NoReturn:
    """Refuse NaN and infinities, which are no JSON."""
    raise ValueError(f"{name} is not JSON")
