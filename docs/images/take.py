"""Take the pictures of the documentation from its own pages, after ``make html pdf``."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HERE = Path(__file__).parent
BUILD = HERE.parent / "_build"
CODE = "reference/codes/store/lease-expired.html"
PDF_CODE = "LEASE_EXPIRED (-707)"
LINE = "lease_expired_before_data_transfer_completed key=kv/42"
CAUSES = {"en": "Causes", "zh_CN": "原因"}
BY_HAND = """\
# Error Code Explanation

## Mooncake Store

| Group | Return Value | Description |
| --- | --- | --- |
| Segment | SEGMENT_NOT_FOUND | No segment found |
| | SEGMENT_ALREADY_EXISTS | Segment exists already |
| Handle | NO_AVAILABLE_HANDLE | No memory left |
| Object | OBJECT_NOT_FOUND | No object found |
| | OBJECT_ALREADY_EXISTS | Object exists already |
| | LEASE_EXPIRED | Lease is over |
| RPC | RPC_FAIL | RPC failed |
"""
CODES = (
    "SEGMENT_NOT_FOUND, SEGMENT_ALREADY_EXISTS, NO_AVAILABLE_HANDLE, OBJECT_NOT_FOUND, "
    "OBJECT_ALREADY_EXISTS, LEASE_EXPIRED, RPC_FAIL"
)
DIRECTIVE = f"""\
# Error Code Explanation

## Mooncake Store

```{{mooncake-errors}} store
:codes: {CODES}
```
"""


class Look(NamedTuple):
    """A page of the site as a reader sees it."""

    address: str
    width: int
    height: int
    dark: bool = False


LOOKS = {
    "page": Look(f"en/{CODE}", 1200, 660),
    "page-dark": Look(f"en/{CODE}", 1200, 660, dark=True),
    "page-zh_CN": Look(f"zh_CN/{CODE}", 1200, 660),
    "page-phone": Look(f"zh_CN/{CODE}", 420, 800, dark=True),
    "filter": Look("en/reference/store.html?mcerr=lease", 1200, 640),
    "search": Look(f"en/search.html?q={quote(LINE)}", 1200, 320),
}
STYLES = {"1": "font-weight: bold", "32": "color: #8d6", "36": "color: #6cd"}
"""The styles of a terminal by their numbers in escape sequences."""


def main() -> None:
    """Write all pictures."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        for name, look in LOOKS.items():
            address = (BUILD / "html" / look.address.partition("?")[0]).as_uri()
            query = "".join(look.address.partition("?")[1:])
            (HERE / f"{name}.png").write_bytes(seen(browser, address + query, look))
        (HERE / "before-after.png").write_bytes(before_after(browser))
        (HERE / "explain.png").write_bytes(explained(browser))
        browser.close()
    for language in ("en", "zh_CN"):
        take_pdf(language)


def seen(browser: Browser, address: str, look: Look) -> bytes:
    """Return the top of the page at `address` as PNG."""
    page = browser.new_page(
        viewport={"width": look.width, "height": look.height},
        color_scheme="dark" if look.dark else "light",
    )
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return page.screenshot()


def before_after(browser: Browser) -> bytes:
    """Return a page of codes by hand and one by the directive, side by side."""
    look = Look("", 820, 760)
    with tempfile.TemporaryDirectory() as folder:
        pictures = [
            seen(browser, built(Path(folder, name), text).as_uri(), look)
            for name, text in (("before", BY_HAND), ("after", DIRECTIVE))
        ]
    images = (base64.b64encode(picture).decode() for picture in pictures)
    tags = "".join(f'<img src="data:image/png;base64,{each}" width="590">' for each in images)
    page = browser.new_page(viewport={"width": 1200, "height": 547})
    page.set_content(f'<body style="margin:0;display:flex;gap:20px;background:#888">{tags}')
    return page.screenshot()


def built(folder: Path, text: str) -> Path:
    """Build a project with the page `text` and return the HTML of that."""
    folder.mkdir()
    settings = (
        'project = "Mooncake"',
        'extensions = ["myst_parser", "sphinxext.mooncake_errors"]',
        'html_theme = "sphinx_book_theme"',
    )
    (folder / "conf.py").write_text("\n".join(settings), encoding="utf-8")
    (folder / "index.md").write_text(text, encoding="utf-8")
    out = folder / "_build"
    subprocess.run([sys.executable, "-m", "sphinx", "-q", str(folder), str(out)], check=True)  # noqa: S603
    return out / "index.html"


def explained(browser: Browser) -> bytes:
    """Return what `mooncake-errors explain` says about a line of a log, in a terminal."""
    command = [Path(sys.executable).with_name("mooncake-errors"), "explain", "--color=always", LINE]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    lines = [f"$ mooncake-errors explain '{LINE}'", *done.stdout.splitlines()[:32]]
    text = re.sub("\x1b\\[(\\d+)m", _style, escape("\n".join(lines)))
    page = browser.new_page(viewport={"width": 800, "height": 600})
    look = "background: #222; color: #ddd; font: 15px/1.4 monospace; margin: 0; padding: 1em"
    page.set_content(f'<body style="margin: 0"><pre style="{look}"><span>{text}</span></pre>')
    return page.locator("pre").screenshot()


def _style(found: re.Match[str]) -> str:
    return f'</span><span style="{STYLES.get(found[1], "")}">'


def take_pdf(language: str) -> None:
    """Write the page of the PDF with a code."""
    path = BUILD / f"pdf/mooncake-errors-{language}.pdf"
    read = ["pdftotext", str(path), "-"]
    text = subprocess.run(read, capture_output=True, text=True, check=True).stdout  # noqa: S603
    pages = enumerate(text.split("\f"), 1)
    number = next(n for n, page in pages if PDF_CODE in page and CAUSES[language] in page)
    options = ("-png", "-singlefile", "-scale-to", "900", "-f", str(number), "-l", str(number))
    draw = ["pdftoppm", *options, str(path), str(HERE / f"pdf-{language}")]
    subprocess.run(draw, check=True)  # noqa: S603


if __name__ == "__main__":
    main()
