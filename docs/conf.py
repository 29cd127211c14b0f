"""How Sphinx makes the site: `nox -s docs`, in a clone."""

import re
import sys
from fnmatch import fnmatchcase
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from docs.options import filled_in  # noqa: E402

project = "pytest-gilclaims"
author = "The pytest-gilclaims developers"
release = metadata.version("pytest-gilclaims")

extensions = ["myst_parser", "sphinx.ext.autodoc"]
myst_heading_anchors = 4
autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
autodoc_preserve_defaults = True
# Options begin with two hyphens, which are no dash.
smartquotes = False

html_theme = "furo"
html_title = "pytest-gilclaims"
html_show_copyright = False
html_extra_path = ["record.schema.json"]

OUTSIDE = re.compile(r"(?<!!)\[([^\]]+)\]\(\.\./([^)#]+)\)")
"""A link to what stands in the clone, beside these pages."""

PAGES = {"README.md": "index.md", "CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md"}
"""The pages that stand for files of the clone."""

OTHERS = re.compile(r"<!-- others: (\S+) -->\n")
"""Where the contents take in pages that they do not name."""


def at_home(text: str) -> str:
    """Let links out of this folder lead to pages of the site where there are any, and be plain text elsewhere."""

    def replaced(link: re.Match[str]) -> str:
        words, target = link.groups()
        return f"[{words}]({PAGES[target]})" if target in PAGES else words

    return OUTSIDE.sub(replaced, text)


def with_others(index: str) -> str:
    """Put into the contents, at each mark, the pages of a pattern that they do not name themselves."""
    pages = sorted(path.stem for path in Path(__file__).parent.glob("*.md") if path.stem != "index")
    while mark := OTHERS.search(index):
        named = set(index.splitlines())
        others = [page for page in pages if fnmatchcase(page, mark[1]) and page not in named]
        index = index.replace(mark[0], "".join(f"{page}\n" for page in others))
    return index


def read(app: Any, name: str, source: list[str]) -> None:
    """Make a page of the site of a page of the clone."""
    source[0] = at_home(filled_in(source[0]))
    if name == "index":
        source[0] = with_others(source[0])


def setup(app: Any) -> None:
    """Ask Sphinx to let us read each page first."""
    app.connect("source-read", read)
