"""Write the schema of records as JSON Schema, from the types that records are made of.

    python docs/schema.py

Tests make it again and compare, and hold records against it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, NotRequired, Required, Union, get_args, get_origin, get_type_hints, is_typeddict

from pytest_gilclaims.figure import LARGEST
from pytest_gilclaims.report import record
from pytest_gilclaims.report.files import replace_text

TARGET = Path(__file__).with_name("record.schema.json")

NUMBER = {"type": "number", "minimum": -LARGEST, "maximum": LARGEST}
PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: NUMBER | {"type": "integer"},
    float: NUMBER,
    NoneType: {"type": "null"},
    Any: {},
}
FURTHER: dict[Any, dict[str, Any]] = {
    record.Word: {"enum": list(record.VERDICTS)},
    record.LockState: {"enum": list(record.LOCK_STATES)},
    record.Moment: {"format": "date-time"},
    record.Amount: {"minimum": 0},
    record.Count: {"minimum": 0},
}
"""What types with a condition are, as far as JSON Schema can say it; the condition's words are kept beside it."""


def schema() -> dict[str, Any]:
    """Describe a record, and all that it is made of."""
    definitions: dict[str, Any] = {}
    described(record.Record, definitions)
    whole = definitions.pop("Record")
    whole["properties"]["schema"] = {"enum": list(record.READABLE)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Record of a run of pytest-gilclaims",
        **whole,
        # A record without it is none, though it has a default where records are made.
        "required": ["schema", *whole["required"]],
        "$defs": dict(sorted(definitions.items())),
    }


def described(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """Describe a type; those with fields are described once, among the definitions."""
    origin, parts = get_origin(kind), get_args(kind)
    if kind in PLAIN:
        return dict(PLAIN[kind])
    if origin is Annotated:
        condition = next(part for part in parts if isinstance(part, record.Must))
        return described(parts[0], definitions) | FURTHER.get(kind, {}) | {"description": condition.words}
    if origin in (Union, UnionType):
        return {"anyOf": [described(part, definitions) for part in parts]}
    if origin is Sequence:
        return {"type": "array", "items": described(parts[0], definitions)}
    if origin is tuple:
        return {
            "type": "array",
            "prefixItems": [described(part, definitions) for part in parts],
            "minItems": len(parts),
            "maxItems": len(parts),
        }
    if origin is Mapping:
        return {"type": "object", "additionalProperties": described(parts[1], definitions)}
    if origin in (Required, NotRequired):
        return described(parts[0], definitions)
    if kind.__name__ not in definitions:
        definitions[kind.__name__] = {}
        definitions[kind.__name__] = with_fields(kind, definitions)
    return {"$ref": f"#/$defs/{kind.__name__}"}


def with_fields(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """Describe a class by its fields. No other keys are allowed."""
    assert is_dataclass(kind) or is_typeddict(kind)
    hints = get_type_hints(kind, include_extras=True)
    return {
        "type": "object",
        "description": " ".join((kind.__doc__ or "").split()),
        "properties": {name: described(hint, definitions) for name, hint in hints.items()},
        "required": required(kind),
        "additionalProperties": False,
    }


def required(kind: Any) -> list[str]:
    """Name the fields that must be there, in their order."""
    if is_typeddict(kind):
        return [name for name in get_type_hints(kind) if name in kind.__required_keys__]
    return [each.name for each in fields(kind) if each.default is MISSING and each.default_factory is MISSING]


def as_text() -> str:
    """Write the schema as it is committed."""
    return json.dumps(schema(), indent=1) + "\n"


if __name__ == "__main__":
    replace_text(TARGET, as_text())
