"""References to codes: every form, and the warnings about unresolved ones."""

from __future__ import annotations

import pytest

STORE = "#mcerr-store-"
ENGINE = "#mcerr-transfer-engine-"
STATUS = ("transfer-engine-status", "tent-status")

GATE = """\
component: gate
title: Parking gate
groups:
- id: barrier
  title: Barrier
  codes:
  - name: JAMMED
    value: 7
    description: It is stuck.
    causes: [{cause: Snow lies on it., log: [snow on the arm]}]
"""


def links(soup):
    """Return text, address and hover text of each reference in the first list of the page."""
    items = soup.select_one("div.body ul").select("li")
    found = [item.select_one("a.reference") for item in items]
    return [a and (a.get_text(), a["href"], a.get("title")) for a in found]


@pytest.fixture(scope="module")
def built(shared_project):
    """Build a page with all tables and a list of references in every form."""
    result = shared_project("links").build()
    assert result.warnings == []
    return result.html()


def test_every_form_leads_to_its_row(built):
    """Each way to write a code links to the row of that code, shown as it was written."""
    shown = [link and link[:2] for link in links(built)]
    assert shown == [
        ("OBJECT_NOT_FOUND", STORE + "object-not-found"),
        ("-704", STORE + "object-not-found"),
        ("store.-200", STORE + "no-available-handle"),
        ("store.LEASE_EXPIRED", STORE + "lease-expired"),
        ("ErrorCode::RPC_FAIL", STORE + "rpc-fail"),
        ("mooncake::ErrorCode::RPC_FAIL", STORE + "rpc-fail"),
        ("the object is gone", STORE + "object-not-found"),
        ("OK", STORE + "ok"),
        ("ERR_DNS", ENGINE + "err-dns"),
        ("ERR_SOCKET", ENGINE + "err-socket"),
        ("transfer-engine.0", ENGINE + "0"),
        None,
    ]


def test_hover_text_is_the_description(built, project):
    """The tooltip of a link has number, description and retry advice in the page's language."""
    hint = "OBJECT_NOT_FOUND (-704): Object not found. · Retry after a fix"
    assert links(built)[0][2] == hint
    result = project("links").build(language="zh_CN")
    assert links(result.html())[0][2] == "OBJECT_NOT_FOUND (-704): 未找到对象。 · 修正后重试"


def test_explicit_title_is_no_literal_name_of_another_code(built):
    """A reference with an exclamation mark shows the name and links nowhere."""
    item = built.select_one("div.body ul").select("li")[-1]
    assert item.get_text(strip=True) == "REPLICA_IS_GONE"
    assert item.find("a") is None


def test_links_in_myst(project):
    """The role and the three kinds of Markdown links all lead to rows."""
    result = project("myst").build()
    assert result.warnings == []
    hrefs = [a["href"] for a in result.html().select("section > p a.reference.internal")]
    names = ("object-not-found", "lease-expired", "rpc-fail", "rpc-timeout")
    assert hrefs[-4:] == [STORE + name for name in names]


def test_markdown_links_to_anchors(project):
    """Markdown links find the sections, rows, entries and causes of any page."""
    site = project("myst")
    site.write("gate.yaml", GATE)
    there = ("#parking-gate", "#mcerr-gate", "#mcerr-gate-jammed", "#mcerr-gate-jammed-details")
    here = "".join(f"[]({each})\n" for each in there)
    site.write("gate.md", f"# Gate\n\n```{{mooncake-errors}}\n:details:\n```\n\n{here}")
    cause = "#mcerr-gate-jammed-details-cause-1"
    links = "".join(f"[](gate.md{each})\n" for each in (*there, cause))
    site.write("index.md", f"# Page\n\n{links}\n```{{toctree}}\ngate\n```\n")
    result = site.build(mooncake_errors_registry="gate.yaml")
    assert result.warnings == []
    texts = ["Parking gate", "Parking gate", "JAMMED", "JAMMED", "Snow lies on it."]
    found = result.html().select("section > p a")
    assert [(a["href"], a.text) for a in found] == [
        (f"gate.html{each}", text) for each, text in zip((*there, cause), texts, strict=True)
    ]
    near = result.html("gate.html").select("section > p:last-child a")
    assert [(a["href"], a.text) for a in near] == [*zip(there, texts, strict=False)]


@pytest.mark.parametrize("value", [0x80000007, -2147483641])
def test_numbers_as_programs_print_them(project, value):
    """A role and a table take a number in hexadecimal, signed or unsigned, and link to its code."""
    site = project()
    numbers = ["0x80000007", "2147483655", "-2147483641", "gate.0xffffffff80000007"]
    site.write("gate.yaml", GATE.replace("value: 7", f"value: {value}"))
    table = f".. mooncake-errors:: gate\n   :codes: {', '.join(numbers)}"
    roles = " ".join(f":mcerr:`{number}`" for number in numbers)
    site.write("index.rst", f"X\n=\n\n{table}\n\n{roles}\n")
    result = site.build(mooncake_errors_registry="gate.yaml")
    assert result.warnings == []
    found = [(a.get_text(), a["href"]) for a in result.html().select("section > p a.reference")]
    assert found == [(number, "#mcerr-gate-jammed") for number in numbers]


def test_a_page_whose_name_is_an_unsigned_number(project):
    """A Markdown link to a page leads there, although a code has its name as a signed number."""
    site = project("myst")
    site.write("gate.yaml", GATE.replace("value: 7", "value: -7"))
    site.write("4294967289.md", "# Page\n\n```{mooncake-errors}\n```\n")
    site.write("index.md", "# Start\n\n[](4294967289)\n\n```{toctree}\n4294967289\n```\n")
    result = site.build(mooncake_errors_registry="gate.yaml")
    assert result.warnings == []
    (link,) = result.html().select("section > p a.reference")
    assert (link.get_text(), link["href"]) == ("Page", "4294967289.html")


def test_a_target_on_the_next_line(project):
    """A line may break inside the brackets around a target."""
    site = project()
    text = ":mcerr:`the read fails <\n  store.RPC_FAIL>`"
    site.write("index.rst", f"X\n=\n\n.. mooncake-errors:: store\n\n- {text}\n")
    result = site.build()
    assert result.warnings == []
    assert links(result.html())[0][:2] == ("the read fails", STORE + "rpc-fail")


def test_unknown_reference_names_the_nearest(project):
    """A reference to an unknown code warns at its line, with similar names."""
    site = project()
    site.write("index.rst", "X\n=\n\n:mcerr:`OBJECT_NOT_FUND`\n")
    result = site.build()
    assert result.warnings == [
        "index.rst:4: WARNING: unknown error code OBJECT_NOT_FUND; did you mean OBJECT_NOT_FOUND, "
        "JOB_NOT_FOUND or BUCKET_NOT_FOUND? [mcerr.unknown]"
    ]
    assert "OBJECT_NOT_FUND" in result.html().get_text()


def test_unknown_component_points_to_the_right_one(project):
    """For a code with the wrong component the right one is suggested."""
    site = project()
    site.write("index.rst", "X\n=\n\n:mcerr:`sore.RPC_FAIL`\n")
    assert site.build("dummy").warnings == [
        "index.rst:4: WARNING: unknown error code sore.RPC_FAIL; did you mean store.RPC_FAIL? "
        "[mcerr.unknown]"
    ]


def test_ambiguous_number_warns_and_links_to_the_first_component(project):
    """A number of two components warns with both names and leads to the first of them."""
    site = project()
    site.write("index.rst", "X\n=\n\n.. mooncake-errors::\n\n:mcerr:`-200`\n")
    result = site.build()
    assert result.warnings == [
        "index.rst:6: WARNING: -200 is ambiguous: write transfer-engine.ERR_METADATA (-200) "
        "or store.NO_AVAILABLE_HANDLE (-200) [mcerr.ambiguous]"
    ]
    assert result.html().select("section > p a.reference")[-1]["href"] == ENGINE + "err-metadata"


def test_ambiguous_name_is_clear_once_it_is_qualified(project):
    """A name of two components warns with both, unless component or enumeration is given."""
    site = project()
    tables = "".join(f".. mooncake-errors:: {name}\n\n" for name in STATUS)
    site.write("index.rst", f"X\n=\n\n{tables}:mcerr:`kDeviceNotFound`\n")
    qualified = [f"{name}.kDeviceNotFound" for name in STATUS]
    references = [*qualified, "tent::Status::Code::kDeviceNotFound"]
    words = " ".join(f":mcerr:`{reference}`" for reference in references)
    site.write("clear.rst", f":orphan:\n\nY\n=\n\n{words}\n")
    result = site.build()
    assert result.warnings == [
        "index.rst:8: WARNING: kDeviceNotFound is ambiguous: "
        f"write {qualified[0]} (6) or {qualified[1]} (4) [mcerr.ambiguous]"
    ]
    hrefs = [a["href"] for a in result.html("clear.html").select("section > p a.reference")]
    first, second = (f"index.html#mcerr-{name}-kdevicenotfound" for name in STATUS)
    assert hrefs == [first, second, second]


def test_code_that_no_page_lists(project):
    """A known code that no page shows is a warning that names the directive."""
    site = project()
    site.write("index.rst", "X\n=\n\n:mcerr:`RPC_FAIL`\n")
    assert site.build("dummy").warnings == [
        "index.rst:4: WARNING: no page lists store.RPC_FAIL: add a mooncake-errors directive "
        "with it [mcerr.unlisted]"
    ]


def test_warnings_can_be_suppressed(project):
    """Each subtype can be silenced through suppress_warnings."""
    site = project()
    site.write("index.rst", "X\n=\n\n:mcerr:`RPC_FAIL` :mcerr:`NOPE`\n")
    result = site.build("dummy", suppress_warnings=["mcerr.unlisted", "mcerr.unknown"])
    assert result.warnings == []


def test_nitpick_ignore_is_obeyed(project):
    """An unknown code that nitpick_ignore names is not warned about."""
    site = project()
    site.write("index.rst", "X\n=\n\n:mcerr:`NOPE`\n")
    result = site.build("dummy", nitpicky=True, nitpick_ignore=[("mcerr:code", "NOPE")])
    assert result.warnings == []
