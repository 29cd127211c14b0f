"""A document that may not be edited, held against the ledger of its sentences."""

from pytest_gilclaims.documents.ledger import Difference, Ledger, differences
from pytest_gilclaims.documents.sentences import sentences_of
from pytest_gilclaims.words import counted


def hold_against(ledger: Ledger, text: str) -> int:
    """Say which sentences of a document are new, changed or gone, and how the others are accounted for."""
    sentences = list(sentences_of(text, ledger.layout))
    found = list(differences(ledger, sentences))
    for difference in found:
        print(told(difference))
    print(account(ledger, len(sentences), len(found)))
    return bool(found)


def told(difference: Difference) -> str:
    """Write a difference for a person."""
    entry, sentence = difference.entry, difference.sentence
    parts = [f"{difference.word}:"]
    if sentence is not None:
        parts.append(f"line {sentence.line}, {sentence.digest}: {sentence.text}")
    if entry is not None:
        parts.append(f"({'was: ' if sentence else ''}{entry.digest}: {entry.says})")
        if entry.claims:
            parts.append(f"outdated until checked: {', '.join(entry.claims)}")
    return " ".join(parts)


def account(ledger: Ledger, sentences: int, different: int) -> str:
    """Count the sentences by what became of them."""
    entries = ledger.entries
    tested = sum(bool(entry.claims) for entry in entries)
    implied = sum(bool(entry.implied_by) for entry in entries)
    reasons = sum(bool(entry.reason) for entry in entries)
    claims = len({claim for entry in entries for claim in entry.claims})
    return (
        f"{counted(sentences, 'sentence')}: {tested} tested by {counted(claims, 'claim')}, "
        f"{implied} implied by others, {reasons} without a claim for a stated reason; {different} to look at"
    )
