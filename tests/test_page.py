"""The page, in a real browser: what a reader finds, filters, opens, prints and downloads."""

import io
import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pytest_gilclaims.report.archive import slug
from pytest_gilclaims.report.html import page
from pytest_gilclaims.report.matrix import merge
from pytest_gilclaims.report.record import ClaimRecord, Record
from pytest_gilclaims.report.store import as_json, read_record
from pytest_gilclaims.testing import MakeClaims
from tests.commands import gilclaims
from tests.toys import FOLKLORE_CLAIM, SURPRISING_CLAIM, TRUE_CLAIM

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Request

ROOT = Path(__file__).parents[1]
REPORT = read_record(ROOT / "docs" / "report.json")
TURNED = "gil.one-thread-runs-bytecode-at-a-time"
HOSTILE = "<script>document.title = 'hacked'</script><img src=x onerror=alert(1)>'\""
HERE = "test_toys.py"
SCREENSHOTS = os.environ.get("GILCLAIMS_SCREENSHOTS")


def elsewhere(claim: ClaimRecord) -> ClaimRecord:
    if claim.id == TURNED:
        return replace(claim, verdict="refuted")
    if claim.id == "pickle.bytes-and-back":
        return replace(claim, surprise=True, verdict="refuted", reason=HOSTILE)
    if claim.id == "pickle.cheap-when-small":
        return replace(claim, verdict="inconclusive", advice=HOSTILE)
    return claim


ANOTHER = replace(
    REPORT,
    interpreter={**REPORT.interpreter, "key": "another", "title": f"Another {HOSTILE}", "gil_enabled": False},
    claims=tuple(map(elsewhere, REPORT.claims)),
)


def written(folder: Path, *records: Record) -> Path:
    path = folder / "page.html"
    path.write_text(page(merge([(Path(str(number)), record) for number, record in enumerate(records)]), records))
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    # Not when tests are collected: greenlet, which it imports, turns the lock on for the whole process.
    playwright = pytest.importorskip("playwright.sync_api")
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium: install Debian's package chromium")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


class Reader:
    """Somebody who reads the page, and whatever the browser complains of meanwhile."""

    def __init__(self, browser: "Browser", file: Path, *, width: int = 1200) -> None:
        self.complaints: list[str] = []
        self.sheet = browser.new_page(viewport={"width": width, "height": 900}, accept_downloads=True)
        self.sheet.set_default_timeout(10_000)
        self.sheet.on("console", lambda message: self.complaints.append(message.text))
        self.sheet.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.sheet.on("request", self._note)
        self.address = file.as_uri()
        self.sheet.goto(self.address)

    def _note(self, request: "Request") -> None:
        if not request.url.startswith((self.address, "data:")):
            self.complaints.append(request.url)

    def shown(self) -> list[str]:
        names: list[str] = self.sheet.locator("tr.claim:visible th").all_inner_texts()
        return names

    def keep_picture(self, name: str) -> None:
        if SCREENSHOTS:
            Path(SCREENSHOTS).mkdir(parents=True, exist_ok=True)
            self.sheet.screenshot(path=Path(SCREENSHOTS) / f"{name}.png")


@pytest.fixture(scope="module")
def two_columns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("page"), REPORT, ANOTHER)


@pytest.fixture
def reader(browser: "Browser", two_columns: Path) -> Iterator[Reader]:
    reader = Reader(browser, two_columns)
    yield reader
    assert reader.complaints == []
    reader.sheet.close()


def test_every_claim_is_a_row_with_sign_and_word_for_each_interpreter(reader: Reader) -> None:
    assert reader.shown() == [claim.id for claim in REPORT.claims]
    cells = reader.sheet.locator("tr.claim", has_text=TURNED).locator("td")
    assert [text.split("\n")[0].strip() for text in cells.all_inner_texts()] == ["✓ holds", "✗ refuted"]
    reader.keep_picture("matrix")


@pytest.mark.parametrize(
    ("choice", "claims"),
    [
        ("columns disagree", [TURNED, "pickle.bytes-and-back"]),
        ("surprises", ["pickle.bytes-and-back"]),
        ("inconclusive", ["pickle.cheap-when-small"]),
    ],
)
def test_filters_show_what_they_say_and_stay_in_the_address(reader: Reader, choice: str, claims: list[str]) -> None:
    reader.sheet.get_by_label(choice).check()
    assert reader.shown() == claims
    reader.sheet.reload()
    assert reader.shown() == claims
    assert reader.sheet.locator("details.one:visible").count() == len(claims)


def test_a_search_finds_words_of_a_statement_and_counts(reader: Reader) -> None:
    reader.sheet.get_by_label("Search").fill("bytes BECOMES")
    assert reader.shown() == ["pickle.bytes-and-back"]
    assert reader.sheet.locator(".count").inner_text() == "1 claim"
    assert "q=bytes" in reader.sheet.url


def test_a_claim_opens_with_its_pictures_its_controls_and_its_source(reader: Reader) -> None:
    name = "gil.computing-threads-gain-nothing[numbers]"
    reader.sheet.locator("tr.claim a", has_text=name).first.click()
    part = reader.sheet.locator("details.one[open]")
    text = part.inner_text()
    assert "The verdict must turn in the false world threads_run_in_parallel, where" in text
    assert "def test_computing_threads_gain_nothing" in text
    assert "pytest --claim 'gil.computing-threads-gain-nothing[numbers]'" in text
    assert part.locator("svg .dots").count() >= 2
    part.get_by_role("link", name="computing[numbers]").first.click()
    assert reader.sheet.locator("details.experiment[open] svg .run").count() > 4
    reader.keep_picture("claim")


def test_the_first_pictures_show_threads_that_take_turns(reader: Reader) -> None:
    titles = reader.sheet.locator(".scene strong").all_inner_texts()
    assert titles[:2] == ["Four threads compute", "Four processes compute"]
    assert reader.sheet.locator(".scene").first.locator("text", has_text="thread").count() == 4
    reader.keep_picture("top")


def test_it_can_be_dark_by_the_keyboard_alone(reader: Reader) -> None:
    light = reader.sheet.evaluate("getComputedStyle(document.body).backgroundColor")
    button = reader.sheet.locator(".theme")
    button.focus()
    reader.sheet.keyboard.press("Enter")
    assert button.get_attribute("aria-pressed") == "true"
    assert reader.sheet.evaluate("getComputedStyle(document.body).backgroundColor") != light
    reader.keep_picture("dark")


def test_statements_stand_in_the_documents_order_with_their_verdicts_or_a_reason(reader: Reader) -> None:
    items = reader.sheet.locator(".statements > li")
    assert items.count() == len(REPORT.statements)
    assert items.locator(".chip").count() > 100
    assert "opinion" in items.nth(2).inner_text()


def test_the_record_is_in_the_page(reader: Reader) -> None:
    with reader.sheet.expect_download() as download:
        reader.sheet.locator("#records a[download]").first.click()
    with tarfile.open(download.value.path()) as archive:
        first, second = (json.load(archive.extractfile(member) or io.BytesIO()) for member in archive.getmembers())
    assert first == json.loads(as_json(REPORT))
    assert second["interpreter"]["key"] == "another"


def test_nothing_is_wider_than_a_phone(browser: "Browser", two_columns: Path) -> None:
    reader = Reader(browser, two_columns, width=400)
    for part in reader.sheet.locator("details.one").all()[:30]:
        part.evaluate("part => part.open = true")
    assert reader.sheet.evaluate("document.documentElement.scrollWidth") <= 400
    reader.keep_picture("phone")
    assert reader.complaints == []
    reader.sheet.close()


def test_it_is_readable_without_javascript_and_on_paper(browser: "Browser", two_columns: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    sheet = context.new_page()
    sheet.goto(two_columns.as_uri())
    assert sheet.locator("tr.claim").count() == len(REPORT.claims)
    sheet.locator("details.one summary").first.click()
    assert sheet.locator("details.one[open]").count() == 1
    sheet.emulate_media(media="print")
    assert sheet.locator(".filters").is_hidden()
    assert len(sheet.pdf()) > 10_000
    context.close()


def test_what_a_record_says_is_text_and_nothing_else(reader: Reader) -> None:
    assert reader.sheet.title() != "hacked"
    assert reader.sheet.locator("img").count() == 0
    assert HOSTILE in reader.sheet.locator("thead").inner_text()


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The guide as a page, with the verdicts of two interpreters."""
    folder = tmp_path_factory.mktemp("guide")
    for name, record in (("one", REPORT), ("two", ANOTHER)):
        (folder / name).write_text(as_json(record), encoding="utf-8")
    outcome = gilclaims("read", ROOT / "docs" / "guide.md", folder / "one", folder / "two", "-o", folder / "page.html")
    assert outcome.returncode == 0, outcome.stderr
    return folder / "page.html"


@pytest.mark.parametrize("width", [1200, 400])
def test_a_verdict_beside_a_sentence_opens_its_evidence(browser: "Browser", guide: Path, width: int) -> None:
    reader = Reader(browser, guide, width=width)
    chip = reader.sheet.locator(f'a.chip[href="#claim-{slug(TURNED)}"]').first
    assert chip.inner_text().startswith("✓✗ holds / refuted")
    evidence = reader.sheet.locator("details.one", has=reader.sheet.locator("summary", has_text=TURNED))
    assert evidence.get_attribute("open") is None
    chip.click()
    evidence.get_by_text("At any instant, at most one thread").wait_for()
    assert reader.sheet.locator("details.one[open]").count() == 1
    assert reader.sheet.evaluate("document.documentElement.scrollWidth") <= width
    reader.keep_picture(f"guide-{width}")
    assert reader.complaints == []
    reader.sheet.close()


def test_a_reader_may_see_the_disputed_verdicts_alone(browser: "Browser", guide: Path) -> None:
    reader = Reader(browser, guide)
    everything = reader.sheet.locator("a.chip:visible").count()
    reader.sheet.get_by_label("interpreters disagree").check()
    disputed = reader.sheet.locator("a.chip:visible").all_inner_texts()
    assert 0 < len(disputed) < everything
    assert all("✗" in text for text in disputed)
    assert reader.complaints == []
    reader.sheet.close()


def test_nine_columns_stay_under_three_megabytes(tmp_path: Path) -> None:
    records = [replace(REPORT, interpreter={**REPORT.interpreter, "key": f"python-{number}"}) for number in range(9)]
    assert written(tmp_path, *records).stat().st_size < 3_000_000


def test_a_run_writes_the_page_of_its_own_record(pytester: pytest.Pytester, make_claims: MakeClaims) -> None:
    make_claims(TRUE_CLAIM, FOLKLORE_CLAIM, SURPRISING_CLAIM)
    # In a process of its own: the browser keeps an event loop running in this one.
    result = pytester.runpytest_subprocess(
        "--claims", "--claims-html=page.html", "--claims-json=record.json", "test_toys.py"
    )
    result.stdout.fnmatch_lines(["page: page.html"])
    text = (pytester.path / "page.html").read_text()
    assert "toy.value-is-five" in text
    outcome = gilclaims("html", pytester.path / "record.json", "-o", pytester.path / "again.html")
    assert outcome.returncode == 0, outcome.stderr
    assert "toy.value-is-five" in (pytester.path / "again.html").read_text()


def test_a_run_says_on_its_page_beside_what_a_claim_was_decided(
    pytester: pytest.Pytester, make_claims: MakeClaims
) -> None:
    make_claims(
        TRUE_CLAIM,
        '''
@claim("toy.value-is-shown", refuted_in=FALSE)
def test_value_is_shown(toys, judge):
    """The value is shown."""
    judge(toys.count("value", "arm").some(beside="arm", proved_from=3))
''',
    )
    result = pytester.runpytest_subprocess("--claims", "--claims-html=page.html", "--claims-json=record.json", HERE)
    assert result.ret == 0
    record = read_record(pytester.path / "record.json")
    assert {claim.id: claim.beside for claim in record.claims} == {
        "toy.value-is-three": "",
        "toy.value-is-shown": "arm",
    }
    text = (pytester.path / "page.html").read_text()
    assert "<dd>arm, observed in the same rounds</dd>" in text
    assert (
        "<dd>none needed: the verdict rests on a fact, observed directly, which no other program can fake</dd>" in text
    )
