"""The selection: which of the items that pytest collected are heard, and what their ledgers say of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

from pytest_gilclaims.documents import ledger
from pytest_gilclaims.documents.presentation import Presentation, read_presentation
from pytest_gilclaims.documents.sentences import sentences_of
from pytest_gilclaims.documents.suite import revision_of
from pytest_gilclaims.report.record import Scene, Statement
from pytest_gilclaims.running.claim import Claim
from pytest_gilclaims.running.patterns import matches, unmatched
from pytest_gilclaims.session.declaration import claim_of
from pytest_gilclaims.session.options import suggestion


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is heard. claims: all that were collected, chosen or not; chosen: in the order in which they are heard."""

    claims: dict[pytest.Item, Claim]
    chosen: list[pytest.Item]
    outdated: frozenset[str]
    statements: tuple[Statement, ...]
    revision: str


def select(
    items: Iterable[pytest.Item],
    config: pytest.Config,
    folders: Sequence[Path],
    patterns: Sequence[str],
    *,
    failed: bool,
) -> Selection:
    """Choose the claims that were asked for, section by section.

    folders: where claims are known to lie; failed: whether some could not be collected. Raises pytest.UsageError if
    that leaves none, or if an id is given twice.
    """
    claims = {item: claim for item in items if (claim := claim_of(item))}
    ids = Counter(claim.id for claim in claims.values())
    if twice := next((claim_id for claim_id, count in ids.items() if count > 1), None):
        places = " and ".join(item.nodeid for item, claim in claims.items() if claim.id == twice)
        raise pytest.UsageError(f"claim {twice!r} is defined twice, by {places}: rename one")
    ledgers = ledgers_of(claims, config, folders)
    hold_against(ledgers, claims, config, failed=failed)
    for pattern in unmatched(patterns, list(ids)):
        raise pytest.UsageError(f"no claim is named {pattern!r}: {suggestion(pattern, ids)}")
    chosen = {
        item: claim.section
        for item, claim in claims.items()
        if not patterns or any(matches(claim.id, pattern) for pattern in patterns)
    }
    if not chosen and not config.option.collectonly and not failed:
        raise pytest.UsageError(f"no claims in {', '.join(map(str, config.args))}: name a folder that has some")
    sections = list(dict.fromkeys(chosen.values()))
    return Selection(
        claims=claims,
        chosen=sorted(chosen, key=lambda item: (depth(item.path, ledgers), sections.index(chosen[item]))),
        outdated=outdated(ledgers.values(), config.option.claims_document),
        statements=tuple(Statement(**asdict(entry)) for entered in ledgers.values() for entry in entered.entries),
        revision=revision_of({item.path for item in claims}, folders),
    )


def is_part(config: pytest.Config) -> bool:
    """Whether a person named what is collected, which then need not be all."""
    return config.args_source is pytest.Config.ArgsSource.ARGS


def ledgers_of(
    claims: dict[pytest.Item, Claim], config: pytest.Config, folders: Sequence[Path]
) -> dict[Path, ledger.Ledger]:
    """Read the ledgers in and below all folders with claims, or those that the claims of a part lie beside."""
    homes = {file.parent for folder in folders for file in folder.rglob(ledger.NAME)}
    lived_in = {home_of(item.path, homes) for item in claims}
    try:
        return {
            home: ledger.read_ledger(home / ledger.NAME)
            for home in sorted(homes)
            if not is_part(config) or home in lived_in
        }
    except ValueError as error:
        raise pytest.UsageError(str(error)) from error


def home_of(module: Path, homes: Iterable[Path]) -> Path | None:
    """Find the nearest folder with a ledger that a module lies in, at whatever depth."""
    above = [home for home in homes if module.is_relative_to(home)]
    return max(above, key=lambda home: len(home.parts), default=None)


def depth(module: Path, homes: Iterable[Path]) -> int:
    """Count the parts within parts of a suite that a module lies in: a suite comes before its parts."""
    return max(0, sum(module.is_relative_to(home) for home in homes) - 1)


def hold_against(
    ledgers: dict[Path, ledger.Ledger], claims: dict[pytest.Item, Claim], config: pytest.Config, *, failed: bool
) -> None:
    """Refuse a suite that does not fit the ledgers beside it. Of a part nothing follows."""
    option = config.option
    if (
        is_part(config)
        or failed
        or any(getattr(option, name, None) for name in ("keyword", "markexpr", "deselect", "lf"))
    ):
        return
    for folder, entered in ledgers.items():
        ids = {claim.base for item, claim in claims.items() if home_of(item.path, ledgers) == folder}
        if found := list(ledger.contradictions(entered, ids)):
            more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
            raise pytest.UsageError(f"{entered.path}: {found[0]}{more}")


def outdated(ledgers: Iterable[ledger.Ledger], document: Path | None) -> frozenset[str]:
    """Name the claims whose sentences have changed in the document."""
    if document is None:
        return frozenset()
    try:
        text = document.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise pytest.UsageError(f"--claims-document: cannot read {document} ({error})") from error
    found = (ledger.outdated(entered, list(sentences_of(text, entered.layout))) for entered in ledgers)
    # A document that has nothing to do with a ledger would make all of its claims outdated: the nearest counts.
    return min(found, key=len, default=frozenset())


def presentation_of(folders: Sequence[Path]) -> Presentation:
    """Read the head of the first suite that has one."""
    try:
        heads = [read_presentation(folder) for folder in folders]
    except ValueError as error:
        raise pytest.UsageError(str(error)) from error
    return next((head for head in heads if head.scenes or head.question), Presentation())


def scenes_of(presentation: Presentation) -> tuple[Scene, ...]:
    """Read the scenes of a suite's head as a record keeps them."""
    try:
        return tuple(Scene(**scene) for scene in presentation.scenes)
    except TypeError as error:
        raise pytest.UsageError(
            f"suite.toml: a scene needs a title, claim, arm, worker and meaning ({error})"
        ) from error
