"""PDFs made with XeLaTeX, in both languages, styles of table and sizes of paper."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pytest
from pypdf import PdfReader

from sphinxext.mooncake_errors.catalogs.catalog import load_catalog
from sphinxext.mooncake_errors.registry.load import load_registry
from sphinxext.mooncake_errors.registry.lookup import Lookup
from sphinxext.mooncake_errors.registry.text import plain

pytestmark = pytest.mark.tex

ROOT = runpy.run_path(str(Path(__file__).parents[1] / "roots" / "pdf" / "conf.py"))
MOONCAKE = tuple(map(Path, ROOT["mooncake_errors_registry"]))
"""The registry of the scenario."""

SENSORS = """
component: sensors
title: Sensors
groups:
- id: all
  title: "All sensors, the $5 #1 & {first}_to ~ the ^ 100 % \\\\ last"
  codes:
""" + "\n".join(
    f"  - {{name: SENSOR_{n:03}_FAILED, value: -{5000 + n}, description: 'Sensor {n} failed;"
    f" see ``sensor_{n}_of_the_three_hundred_sensors`` & :mcerr:`SENSOR_{(n + 1) % 300:03}_FAILED`."
    "'}"
    for n in range(300)
)  # one group of several pages, with all that is special to TeX

VALVES = "component: valves\ntitle: Valves\ngroups:\n" + "\n".join(
    f"- {{id: g{g}, title: Valves of row {g}, codes: ["
    + ", ".join(
        f"{{name: VALVE_{g:02}_{n}, value: -{2147480000 + 10 * g + n},"
        f" description: {'Shut. ' * (7 * g % 23 + 1)}}}"
        for n in range(1 + g % 3)
    )
    + "]}"
    for g in range(90)
)  # groups of many heights, so that pages end at many places; values as wide as they come


@dataclass(frozen=True)
class Edition:
    """The language, the style and the paper of one PDF."""

    language: str
    paper: str
    style: tuple[str, ...] | None

    def __str__(self):
        return f"{self.language}-{self.paper}-{'default' if self.style is None else 'plain'}"


EDITIONS = (Edition("zh_CN", "a4paper", None), Edition("en", "letterpaper", ()))
"""Each language, paper and style once; our own documentation is English in the default style."""
HEADS = {"en": ("Name", "Value", "Description"), "zh_CN": ("名称", "值", "说明")}


@dataclass(frozen=True)
class Word:
    """A word and where it stands, in points from the upper left corner of its page."""

    text: str
    left: float
    right: float
    baseline: float


@dataclass
class Pdf:
    """A PDF with the log of TeX."""

    edition: Edition
    tex: Path
    pdftotext: str
    lookup: Lookup = field(init=False)

    def __post_init__(self):
        files = [*MOONCAKE, *(self.tex.parents[2] / f"{n}.yaml" for n in ("sensors", "valves"))]
        self.lookup = Lookup(load_registry(files))
        self.catalog = load_catalog(self.edition.language, [])

    @cached_property
    def reader(self):
        """The objects of the PDF."""
        return PdfReader(self.tex.with_suffix(".pdf"))

    @cached_property
    def log(self):
        """The log of the last run of XeTeX."""
        return self.tex.with_suffix(".log").read_text(encoding="utf-8", errors="replace")

    @cached_property
    def labels(self):
        """The page number and the named destination of each label."""
        aux = self.tex.with_suffix(".aux").read_text(encoding="utf-8")
        pattern = r"\\newlabel{(.*?)}{{.*?}{(.*?)}{.*}{(.*?)}{}}"
        return {label: (page, dest) for label, page, dest in re.findall(pattern, aux)}

    @cached_property
    def pages(self):
        """The lines of each page from top to bottom, each a list of words from left to right."""
        command = [self.pdftotext, "-bbox", str(self.tex.with_suffix(".pdf")), "-"]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        output = re.sub("[\x00-\x08\x0b-\x1f]", "", output).partition("<body>")[2]
        document = ET.fromstring(output.partition("</body>")[0])
        return [_lines(page) for page in document.iter("page")]

    def rows(self, pattern):
        """Yield page number, line number and name of each table row with a name like `pattern`."""
        for number, lines in enumerate(self.pages):
            for index, line in enumerate(lines):
                if re.fullmatch(pattern, line[0].text) and len(line) > 2 and _value(line[1]):
                    yield number, index, line[0].text


def _lines(page):
    words = [Word(w.text, *(float(w.get(key)) for key in ("xMin", "xMax", "yMax"))) for w in page]
    lines = []
    for word in sorted(words, key=lambda w: (w.baseline, w.left)):
        # Typefaces differ in depth by less than lines are apart.
        if lines and word.baseline - lines[-1][0].baseline < 5:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda w: w.left) for line in lines]


def _value(word):
    return re.fullmatch(r"0|-\d+", word.text)


@pytest.fixture(scope="session", params=EDITIONS, ids=str)
def pdf(request, shared_project, required_tool):
    """Build one edition, for all tests of the session."""
    edition, latexmk = request.param, required_tool("latexmk")
    required_tool("xelatex")
    pdftotext = required_tool("pdftotext")
    site = shared_project("pdf")
    site.write("sensors.yaml", SENSORS)
    site.write("valves.yaml", VALVES)
    conf = {} if edition.style is None else {"latex_table_style": list(edition.style)}
    result = site.build(
        "latex",
        language=edition.language,
        mooncake_errors_registry=[*map(str, MOONCAKE), "sensors.yaml", "valves.yaml"],
        nitpicky=True,
        **{"latex_elements.papersize": edition.paper},
        **conf,
    )
    assert result.warnings == []
    command = [latexmk, "-xelatex", "-interaction=nonstopmode", "mooncake.tex"]
    subprocess.run(
        command,
        cwd=result.out,
        check=True,
        capture_output=True,
        env=os.environ | {"max_print_line": "9999"},
    )
    return Pdf(edition, result.out / "mooncake.tex", pdftotext)


def shown(pdf):
    """Return the codes of the components whose rows the tests look at."""
    wanted = {"transfer-engine", "store", "sensors", "valves"}
    entries = pdf.lookup.entries.values()
    return [entry for entry in entries if entry.component.component in wanted]


def test_log_is_clean(pdf):
    """TeX finds every reference and glyph, and no box is too wide by more than a point."""
    widths = re.findall(r"Overfull \\hbox \(([\d.]+)pt too wide\)(.*)", pdf.log)
    assert [(width, place) for width, place in widths if float(width) > 1] == []
    assert re.findall(r".*undefined.*|Missing character.*|.*multiply.defined.*", pdf.log) == []


def test_every_code_has_a_destination(pdf):
    """The name of each code stands on the page to which its destination leads."""
    for entry in shown(pdf):
        anchor = f"codes:mcerr-{entry.qualified}".lower().replace("_", "-").replace(".", "-")
        destination = pdf.reader.named_destinations[pdf.labels[anchor][1]]
        page = pdf.pages[pdf.reader.get_destination_page_number(destination)]
        assert entry.code.label in {line[0].text for line in page}


def test_references_are_links(pdf):
    """Each reference on the first page of the guide leads to its code."""
    links = []
    for page in pdf.reader.pages:
        if "UNAVAILABLE_IN_CURRENT_STATUS" in page.extract_text():
            links = [a.get_object() for a in page["/Annots"]]
            break
    found = {str(link["/A"]["/D"]) if "/A" in link else str(link["/Dest"]) for link in links}
    anchors = (
        "mcerr-store-object-not-found",
        "mcerr-store-replica-not-in-local-memory",
        "mcerr-store-unavailable-in-current-status",
        "mcerr-store-task-pending-limit-exceeded",
        "mcerr-store-object-has-replication-task",
        "mcerr-transfer-engine-0",
        "mcerr-store",
    )
    assert {pdf.labels[f"codes:{anchor}"][1] for anchor in anchors} <= found


def _outline(items, level=0):
    for item in items:
        if isinstance(item, list):
            yield from _outline(item, level + 1)
        else:
            yield level, str(item.title).strip()


def test_bookmarks_lead_to_components_and_groups(pdf):
    """Below the page's bookmark there is one for each component, and below that for each group."""
    found = list(_outline(pdf.reader.outline))
    found = found[found.index((0, "Error codes")) + 1 :]
    expected = []
    for component in pdf.lookup.registry.components:
        expected.append((1, pdf.catalog(component.title)))
        expected += [(2, pdf.catalog(group.title)) for group in component.groups]
    assert found[: len(expected)] == expected
    indices = {
        "en": ["Error codes", "Error codes by call", "Index"],
        "zh_CN": ["错误码", "按接口列出的错误码", "索引"],
    }
    assert [title for _, title in found[len(expected) :]] == indices[pdf.edition.language]


def test_a_long_group_goes_over_pages_with_every_row(pdf):
    """All 300 rows of one group are there, in order, and as wide as the table's columns."""
    rows = list(pdf.rows(r"SENSOR_\d+_FAILED"))
    assert [name for *_, name in rows] == [f"SENSOR_{n:03}_FAILED" for n in range(300)]
    assert len({page for page, *_ in rows}) > 8


def test_every_row_shows_its_value_unbroken(pdf):
    """The number of each code is right of its name, as one word."""
    for entry in shown(pdf):
        values = {
            pdf.pages[page][line][1].text for page, line, _ in pdf.rows(re.escape(entry.code.label))
        }
        assert str(entry.code.value) in values


def test_names_end_before_the_values_begin(pdf):
    """No name reaches into the next column."""
    checked = 0
    for page, line, _ in pdf.rows(r"[A-Z0-9]+(_[A-Z0-9]+)+"):
        name, value = pdf.pages[page][line][:2]
        assert name.right < value.left
        checked += 1
    assert checked > 500


def test_long_names_break_after_underscores(pdf):
    """In a narrow column a long name is continued in the next line of its column."""
    lines, start = next(
        (lines, number)
        for lines in pdf.pages
        for number, line in enumerate(lines)
        if line[0].text == "-1010"
    )
    end = next(w.left for w in lines[start][1:] if not re.fullmatch("[A-Z_]+", w.text))
    words = [
        w for line in lines[start : start + 3] for w in line if re.fullmatch("[A-Z_]+", w.text)
    ]
    name = "".join(w.text for w in words if w.right < end)
    assert "UNAVAILABLE_IN_CURRENT_STATUS" in name


def test_each_page_repeats_the_head(pdf):
    """Each page with rows has the head of the table above them."""
    heads = HEADS[pdf.edition.language]
    first = {}
    for page, line, _ in pdf.rows(r"(SENSOR|VALVE|ERR)_\w+"):
        first.setdefault(page, line)
    assert len(first) > 12
    for page, line in first.items():
        texts = [tuple(w.text for w in words) for words in pdf.pages[page][:line]]
        assert heads in texts


def test_no_group_heading_at_the_foot_of_a_page(pdf):
    """Below each heading of a group there is, on the same page, a row of the group."""
    titles = {}
    for entry in pdf.lookup.entries.values():
        if entry.component.component != "sensors":
            titles.setdefault(pdf.catalog(entry.group.title), set()).add(entry.code.label)
    seen = []
    for lines in pdf.pages:
        for line, after in zip(lines, [*lines, []][1:], strict=True):
            title = " ".join(word.text for word in line)
            if title in titles:
                assert after
                assert after[0].text in titles[title]
                seen.append(title)
    assert seen.count("Valves of row 7") == 1
    assert set(seen) == set(titles)


def _squeezed(text):
    return re.sub(r"[\s-]", "", text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))


def test_descriptions_extract_as_they_were_written(pdf):
    """The words in the last column, joined, are the descriptions: no glyph reads as another."""
    found = []
    for lines in pdf.pages:
        head = next(
            (w for w in lines if tuple(x.text for x in w) == HEADS[pdf.edition.language]), None
        )
        if head:
            # The blank half of an opening Chinese parenthesis stands left of the column.
            found += [w.text for line in lines for w in line if w.left > head[2].left - 8]
    text = _squeezed("".join(found))
    for entry in shown(pdf):
        assert _squeezed(plain(pdf.catalog(entry.code.description))) in text


def test_indices_list_names_and_numbers(pdf):
    """The index of codes lists each with its number, the general index lists both apart."""
    *_, codes, calls, index = (item for item in pdf.reader.outline if not isinstance(item, list))
    numbers = map(pdf.reader.get_destination_page_number, (codes, calls, index))
    start, end, last = numbers
    by_number, general = _text(pdf.pages[start:end]), _text(pdf.pages[last:])
    for entry in shown(pdf):
        name, value = entry.code.name, entry.code.value
        if name:
            assert re.search(rf"(?<!\S){value} \({name} ?\) ?, \d+", by_number)
            assert re.search(rf"(?<!\S){name} ?, \d+", general)
        assert re.search(rf"(?<!\S){value}(?!\S)", general)


def _text(pages):
    return " ".join(word.text for lines in pages for line in lines for word in line)


def test_paper_is_of_the_size_asked_for(pdf):
    """The settings for Chinese do not change the project's settings for LaTeX."""
    widths = {"letterpaper": 612, "a4paper": 595}
    assert int(pdf.reader.pages[0].mediabox.width) == widths[pdf.edition.paper]


NESTED = """\
Orchard
=======

.. list-table::

   * - Codes
     - .. mooncake-errors:: orchard

.. mooncake-errors:: orchard
   :no-index:
   :caption: What is picked [#fruit]_

.. [#fruit] Apples.
"""


def test_a_table_in_a_table_and_a_footnote_in_a_caption(project, required_tool):
    """TeX takes a table of codes in the cell of a table, and one whose caption has a footnote."""
    site = project("own")
    site.write("index.rst", NESTED)
    result = site.build("latex", latex_engine="xelatex", project="orchard")
    assert result.warnings == []
    command = [
        required_tool("xelatex"),
        "-interaction=nonstopmode",
        "-halt-on-error",
        "orchard.tex",
    ]
    run = subprocess.run(command, cwd=result.out, check=False, capture_output=True)
    assert run.returncode == 0, run.stdout.decode(errors="replace")[-2000:]
