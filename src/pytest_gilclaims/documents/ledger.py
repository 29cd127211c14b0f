"""The ledger: every sentence of a document, and the claims that test it or the reason why none does."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from pytest_gilclaims.documents.sentences import Layout, Sentence

NAME = "ledger.toml"
NEVER = r"(?!)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One sentence of the document, in our own words, and what became of it: exactly one of the last three."""

    digest: str
    section: str
    says: str
    claims: tuple[str, ...] = ()
    implied_by: str = ""
    reason: str = ""

    @property
    def fates(self) -> int:
        """How many of claims, implication and reason there are."""
        return bool(self.claims) + bool(self.implied_by) + bool(self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """A document's sentences in its order, and what its lines look like."""

    path: Path
    layout: Layout
    entries: tuple[Entry, ...]


def read_ledger(path: Path) -> Ledger:
    """Read a ledger.

    Raises ValueError, with the place, for a file that is none.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        document = data.get("document", {})
        layout = Layout(
            code=re.compile("|".join(document.get("code", [])) or NEVER),
            label=re.compile(document.get("label", NEVER)),
        )
        entries = tuple(
            Entry(**{**entry, "claims": tuple(entry.get("claims", ()))}) for entry in data.get("sentence", [])
        )
    except (tomllib.TOMLDecodeError, re.error, TypeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} is no ledger: {error}") from error
    return Ledger(path=path, layout=layout, entries=entries)


def contradictions(ledger: Ledger, claims: Iterable[str]) -> Iterator[str]:
    """Say where the ledger and the claims of its folder do not fit together.

    claims: the ids of the whole suite, without their cases.
    """
    known = set(claims)
    named = {claim for entry in ledger.entries for claim in entry.claims}
    digests = Counter(entry.digest for entry in ledger.entries)
    for digest in (digest for digest, count in digests.items() if count > 1):
        yield f"sentence {digest} is entered twice"
    for entry in ledger.entries:
        if entry.fates != 1:
            yield f"sentence {entry.digest} needs exactly one of claims, implied_by and reason"
        if entry.implied_by and entry.implied_by not in digests:
            yield f"sentence {entry.digest} is implied by {entry.implied_by}, which is not there"
    for claim in sorted(named - known):
        yield f"claim {claim!r} is named and does not exist"
    for claim in sorted(known - named):
        yield f"claim {claim!r} tests no sentence"
    yield from circles(ledger)


def circles(ledger: Ledger) -> Iterator[str]:
    """Find sentences that are implied by themselves in the end."""
    implied = {entry.digest: entry.implied_by for entry in ledger.entries if entry.implied_by}
    for start in implied:
        seen = {start}
        following = implied[start]
        while following in implied and following not in seen:
            seen.add(following)
            following = implied[following]
        if following == start:
            yield f"sentence {start} is implied by itself"


def outdated(ledger: Ledger, sentences: Sequence[Sentence]) -> frozenset[str]:
    """Name the claims whose sentences a document has not as they are entered, their own or one that they imply."""
    entries = {entry.digest: entry for entry in ledger.entries}
    return frozenset(
        claim
        for difference in differences(ledger, sentences)
        for ground in followed(difference.entry, entries)
        if not ground.implied_by
        for claim in ground.claims
    )


def followed(entry: Entry | None, entries: Mapping[str, Entry]) -> Iterator[Entry]:
    """Follow an entry to those that imply it, one after another, to the end or once around a circle."""
    seen: set[str] = set()
    while entry is not None and entry.digest not in seen:
        seen.add(entry.digest)
        yield entry
        entry = entries.get(entry.implied_by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Something in which a document differs from its ledger: an entry gone, a sentence new, or one for the other."""

    entry: Entry | None
    sentence: Sentence | None

    @property
    def word(self) -> str:
        """``changed``, ``new`` or ``gone``."""
        if self.entry and self.sentence:
            return "changed"
        return "new" if self.sentence else "gone"


def differences(ledger: Ledger, sentences: Sequence[Sentence]) -> Iterator[Difference]:
    """Hold a document's sentences against the ledger. A sentence that is there twice has one entry."""
    found: dict[str, Sentence] = {}
    for sentence in sentences:
        found.setdefault(sentence.digest, sentence)
    first, entries = list(found.values()), ledger.entries
    matcher = SequenceMatcher(
        a=[entry.digest for entry in entries], b=[sentence.digest for sentence in first], autojunk=False
    )
    for tag, a_start, a_end, b_start, b_end in matcher.get_opcodes():
        if tag == "equal":
            continue
        gone, new = entries[a_start:a_end], first[b_start:b_end]
        for index in range(max(len(gone), len(new))):
            yield Difference(
                entry=gone[index] if index < len(gone) else None,
                sentence=new[index] if index < len(new) else None,
            )
