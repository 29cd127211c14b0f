"""The schema of records: data is taken for what it says it is, and nothing is made to fit."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from types import GenericAlias
from typing import Annotated, Any, get_args, get_origin, is_typeddict

from cattrs import Converter, ForbiddenExtraKeysError, transform_error
from cattrs.gen import make_dict_structure_fn
from cattrs.gen.typeddicts import make_dict_structure_fn as make_typed_dict_structure_fn

from pytest_gilclaims.figure import LARGEST
from pytest_gilclaims.report.record import Must, Record

DEEPEST = 20
"""Lists in lists beyond could not be written again."""

KINDS = {str: "a string", bool: "a boolean", int: "a number", float: "a number", list: "a list", dict: "an object"}

Hook = Callable[[Any, Any], Any]


class SchemaError(ValueError):
    """Data that is not what the schema says: where, and what was expected."""


def structured(data: object) -> Record:
    """Make a record of what JSON holds.

    Raises SchemaError, in one short line, for the first thing that does not fit.
    """
    try:
        return _converter().structure(data, Record)
    except Exception as error:
        first = transform_error(error, format_exception=_problem)[0]
        problem, _, place = first.rpartition(" @ $")
        raise SchemaError(f"{_shortened(place.removeprefix('.'))}: {problem}" if place else problem) from error


def _problem(error: BaseException, _: object) -> str:
    if isinstance(error, KeyError):
        return "is missing"
    if isinstance(error, ForbiddenExtraKeysError):
        return f"has the unknown key {_shortened(repr(min(error.extra_fields)))}"
    if isinstance(error, SchemaError):
        return str(error)
    raise error


def _shortened(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"


def _expected(what: str, value: object) -> SchemaError:
    return SchemaError(f"expected {what}, got {KINDS.get(type(value), 'null')}")


# To make one takes longer than to read a record by it.
@cache
def _converter() -> Converter:
    """Make a converter that coerces nothing, knows every key, and takes nothing that reports could not show."""
    converter = Converter(forbid_extra_keys=True)
    for kind, hook in ((str, _text), (bool, _truth), (int, _whole), (float, _number)):
        converter.register_structure_hook(kind, hook)
    converter.register_structure_hook_func(lambda kind: kind is Any, lambda value, _: _plain(value))

    @converter.register_structure_hook_factory(_has_origin(Sequence))
    def _(kind: Any, converter: Converter) -> Hook:
        return _container(list, "a list", _tuple_of(get_args(kind)[0]), converter.get_structure_hook)

    @converter.register_structure_hook_factory(lambda kind: _has_origin(tuple)(kind) and ... not in get_args(kind))
    def _(kind: Any, converter: Converter) -> Hook:
        every = _container(list, "a list", _tuple_of(get_args(kind)[0]), converter.get_structure_hook)
        return _as_long_as(len(get_args(kind)), every)

    @converter.register_structure_hook_factory(_has_origin(Mapping))
    def _(kind: Any, converter: Converter) -> Hook:
        return _container(dict, "an object", GenericAlias(dict, get_args(kind)), converter.get_structure_hook)

    @converter.register_structure_hook_factory(dataclasses.is_dataclass)
    def _(kind: Any, converter: Converter) -> Hook:
        return _container(dict, "an object", kind, lambda kind: make_dict_structure_fn(kind, converter))

    @converter.register_structure_hook_factory(is_typeddict)
    def _(kind: Any, converter: Converter) -> Hook:
        return _container(dict, "an object", kind, lambda kind: make_typed_dict_structure_fn(kind, converter))

    @converter.register_structure_hook_factory(_has_origin(Annotated))
    def _(kind: Any, converter: Converter) -> Hook:
        base, *conditions = get_args(kind)
        return _meeting([one for one in conditions if isinstance(one, Must)], converter.get_structure_hook(base), base)

    return converter


def _has_origin(origin: Any) -> Callable[[Any], bool]:
    return lambda kind: get_origin(kind) is origin


def _tuple_of(kind: Any) -> GenericAlias:
    return GenericAlias(tuple, (kind, ...))


def _container(kind: type, name: str, target: Any, hook_of: Callable[[Any], Hook]) -> Hook:
    """Look at the kind of a container before its content."""
    hook = hook_of(target)

    def structure(value: Any, _: Any) -> Any:
        if not isinstance(value, kind):
            raise _expected(name, value)
        return hook(value, target)

    return structure


def _as_long_as(length: int, hook: Hook) -> Hook:
    def structure(value: Any, kind: Any) -> Any:
        made = hook(value, kind)
        if len(made) != length:
            raise SchemaError(f"expected {length} values, got {len(made)}")
        return made

    return structure


def _meeting(conditions: Sequence[Must], hook: Hook, target: Any) -> Hook:
    """Look at what a value must be beside its type."""

    def structure(value: Any, _: Any) -> Any:
        made = hook(value, target)
        for condition in conditions:
            if not condition.test(made):
                raise SchemaError(f"must be {condition.words}")
        return made

    return structure


def _text(value: Any, _: Any = str) -> str:
    if not isinstance(value, str):
        raise _expected("a string", value)
    try:
        value.encode()
    except UnicodeEncodeError:
        raise SchemaError("expected valid Unicode, got a lone surrogate") from None
    return value


def _truth(value: Any, _: Any) -> bool:
    if not isinstance(value, bool):
        raise _expected("a boolean", value)
    return value


def _whole(value: Any, _: Any) -> int:
    if isinstance(value, float):
        raise SchemaError("expected an integer, got a fraction")
    if isinstance(value, bool) or not isinstance(value, int):
        raise _expected("an integer", value)
    _check_size(value)
    return value


def _number(value: Any, _: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise _expected("a number", value)
    _check_size(value)
    return float(value)


def _check_size(value: float) -> None:
    if not abs(value) <= LARGEST:
        raise SchemaError(f"expected a number up to {LARGEST:g}, got a larger one")


def _plain(value: Any, depth: int = 0) -> Any:
    """Take anything that JSON can say, as far as it can be written again."""
    if depth > DEEPEST:
        raise SchemaError("is nested too deeply")
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, float):
        return _number(value, float)
    if isinstance(value, list):
        return [_plain(one, depth + 1) for one in value]
    if isinstance(value, dict):
        return {_text(key): _plain(one, depth + 1) for key, one in value.items()}
    return value
