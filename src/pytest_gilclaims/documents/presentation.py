"""What stands above the claims of a suite: the question that it answers, and pictures of what some of them show."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NAME = "suite.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Presentation:
    """The head of a suite. scenes: each with its claim and its arm, as a record keeps them."""

    question: str = ""
    answer: str = ""
    scenes: tuple[dict[str, Any], ...] = ()


def read_presentation(folder: Path) -> Presentation:
    """Read the head of the suite in a folder, empty if it has none.

    Raises ValueError, with the place, for a file that cannot be read.
    """
    file = folder / NAME
    if not file.exists():
        return Presentation()
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        scenes = tuple({"meaning": {}, "elsewhere": {}, **scene} for scene in content.get("scene", ()))
        return Presentation(
            question=content.get("question", ""), answer=content.get("answer", "").strip(), scenes=scenes
        )
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, TypeError, AttributeError) as error:
        raise ValueError(f"{file}: {error}") from error
