"""Patterns by which claims are named."""

import re
from collections.abc import Sequence


def matches(claim_id: str, pattern: str) -> bool:
    """Whether a pattern names a claim: exactly, all its cases, or with ``*`` and ``?`` as wildcards.

    Brackets stand for themselves, unlike in `fnmatch`: they enclose a claim's case.
    """
    if pattern in (claim_id, claim_id.partition("[")[0]):
        return True
    expression = "".join({"*": ".*", "?": "."}.get(character, re.escape(character)) for character in pattern)
    return re.fullmatch(expression, claim_id) is not None


def unmatched(patterns: Sequence[str], claim_ids: Sequence[str]) -> list[str]:
    """Return the patterns that name no claim."""
    return [pattern for pattern in patterns if not any(matches(claim_id, pattern) for claim_id in claim_ids)]
