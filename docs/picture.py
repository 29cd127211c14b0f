"""Make the README's picture of the matrix.

    python docs/picture.py [RECORD...]

The records are kept in docs/records.tar.xz; without arguments, the picture is made from those that are kept.
Needs Chromium and playwright.
"""

import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import sync_playwright

from pytest_gilclaims.report.archive import pack, unpack
from pytest_gilclaims.report.html import page
from pytest_gilclaims.report.matrix import merge
from pytest_gilclaims.report.record import Record
from pytest_gilclaims.report.store import read_record

DOCS = Path(__file__).parent
KEPT = DOCS / "records.tar.xz"
PICTURE = DOCS / "matrix.png"
WIDTH, HEIGHT = 1100, 620


def without_folders(record: Record) -> Record:
    """Leave out how an interpreter was configured: it names folders of the machine that built it."""
    return replace(record, interpreter={**record.interpreter, "configure": ""})


def main() -> int:
    """Keep the records, draw the claims on which their interpreters disagree."""
    if sys.argv[1:]:
        KEPT.write_bytes(pack([without_folders(read_record(Path(path))) for path in sys.argv[1:]]))
    records = unpack(KEPT)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        file = Path(folder, "page.html")
        file.write_text(page(merge(records), [record for _, record in records]), encoding="utf-8")
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        sheet = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        sheet.goto(f"{file.as_uri()}?show=disagree")
        sheet.locator(".filters").evaluate("filters => filters.scrollIntoView()")
        sheet.screenshot(path=PICTURE)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
