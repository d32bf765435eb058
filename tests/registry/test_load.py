"""Loading registries: all faults in one report, with their places and messages."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sphinxext.mooncake_errors.registry.addresses import address_of
from sphinxext.mooncake_errors.registry.fields import fields_of
from sphinxext.mooncake_errors.registry.load import load_registry
from sphinxext.mooncake_errors.registry.lookup import Lookup
from sphinxext.mooncake_errors.registry.model import (
    Call,
    Cause,
    Checked,
    Code,
    Component,
    Former,
    Group,
    Source,
)
from sphinxext.mooncake_errors.registry.problems import RegistryError

UNRIPE = "    description: The fruit is not ripe.\n"


def below(text):
    """Return the change that adds `text` after the last code."""
    return (UNRIPE, UNRIPE + text)


FAULTS = {
    "unknown key of the component": (
        ("title: Orchard", "titel: Orchard"),
        [
            "1:1: missing-key missing key title",
            "2:1: unknown-key unknown key titel; did you mean title?",
        ],
    ),
    "unknown key of the source": (
        ("enum:", "enmu:"),
        [
            "3:9: source source needs enum or macro_prefix, or both",
            "3:29: unknown-key unknown key enmu; did you mean enum?",
        ],
    ),
    "unknown key of a group": (
        ("  range:", "  rang:"),
        ["7:3: unknown-key unknown key rang; did you mean range?"],
    ),
    "unknown key of a code": (
        below("    seealso: [E_ROTTEN]\n"),
        ["15:5: unknown-key unknown key seealso; did you mean see_also?"],
    ),
    "unknown key like no other": (
        below("    xyz: 1\n"),
        ["15:5: unknown-key unknown key xyz"],
    ),
    "missing key": (
        ("    value: 100\n", ""),
        ["12:5: missing-key missing key value"],
    ),
    "text for a number": (
        ("value: 100", "value: '100'"),
        ["13:12: type value must be an integer: write 100"],
    ),
    "truth for a number": (
        ("value: 100", "value: true"),
        ["13:12: type value must be an integer"],
    ),
    "fraction for a number": (
        ("value: 100", "value: 100.5"),
        ["13:12: type value must be an integer"],
    ),
    "huge number": (
        ("value: 100", "value: " + "9" * 5000),
        ["13:12: type value must be an integer"],
    ),
    "number for a text": (
        ("title: Fruit", "title: 5"),
        ['6:10: type title must be text: write "5"'],
    ),
    "nothing for a text": (
        ("title: Fruit", "title:"),
        ["6:9: type title must be text"],
    ),
    "text for a list": (
        below("    causes: It rained.\n"),
        ["15:13: type causes must be a list"],
    ),
    "number in a list of texts": (
        below("    causes: [It rained., 5]\n"),
        ['15:26: type item 2 of causes must be text: write "5"'],
    ),
    "text for a code": (
        below("  - E_LADDER\n"),
        ["15:5: type item 3 of codes must be a mapping of keys to values"],
    ),
    "text for a source": (
        ('{header: orchard.h, enum: "orchard::Error"}', "orchard.h"),
        ["3:9: type source must be a mapping of keys to values"],
    ),
    "unknown way to retry": (
        below("    retry: later\n"),
        ["15:12: type retry must be never, after-fix or backoff"],
    ),
    "range of one": (
        ("[100, 199]", "[100]"),
        ["7:10: type range must be a list of two integers"],
    ),
    "range of three": (
        ("[100, 199]", "[100, 150, 199]"),
        ["7:10: type range must be a list of two integers"],
    ),
    "range of words": (
        ("[100, 199]", "[low, 199]"),
        ["7:11: type item 1 of range must be an integer"],
    ),
    "range upside down": (
        ("[100, 199]", "[199, 100]"),
        ["7:10: range range must be [lowest, highest], not [199, 100]"],
    ),
    "out of range": (
        ("value: 100", "value: 200"),
        ["13:12: out-of-range 200 is outside the range 100 to 199 of group fruit"],
    ),
    "number for a name": (
        ("E_UNRIPE", "404"),
        ["12:11: type name must be text: '404' is not a C identifier"],
    ),
    "number in quotes": (
        ("value: 100", "value: '0X64'"),
        ["13:12: type value must be an integer: write 0x64"],
    ),
    "zero in quotes": (
        ("value: 100", "value: '0'"),
        ["13:12: type value must be an integer: write 0"],
    ),
    "boolean of Python": (
        below("    raised: False\n"),
        ["15:13: type raised must be true or false: write false"],
    ),
    "boolean of YAML 1.1": (
        below("    raised: no\n"),
        ["15:13: type raised must be true or false"],
    ),
    "duplicate name": (
        ("E_UNRIPE", "E_ROTTEN"),
        ["12:11: duplicate-name duplicate name E_ROTTEN, first in line 9"],
    ),
    "names of one address": (
        ("E_UNRIPE", "e__rotten"),
        [
            "12:11: duplicate-address orchard.e__rotten has the same address on pages as "
            "orchard.E_ROTTEN in orchard.yaml:9"
        ],
    ),
    "duplicate number": (
        ("value: 100", "value: 0x65"),
        ["13:12: duplicate-number duplicate number 101, first in line 10"],
    ),
    "duplicate group": (
        below("- {id: fruit, title: More, codes: []}\n"),
        ["15:8: duplicate-group duplicate group fruit, first in line 5"],
    ),
    "duplicate key": (
        below("    value: 102\n"),
        ["15:5: duplicate-key duplicate key value"],
    ),
    "no identifier": (
        ("E_UNRIPE", "E-UNRIPE"),
        ["12:11: form name 'E-UNRIPE' is not a C identifier"],
    ),
    "identifier that is not ASCII": (
        ("E_UNRIPE", "E_ÜNRIPE"),
        ["12:11: form name 'E_ÜNRIPE' is not a C identifier"],
    ),
    "no id of a component": (
        ("component: orchard", "component: My Orchard"),
        ["1:12: form component 'My Orchard' must be lower case words joined by hyphens"],
    ),
    "id of the index page": (
        ("component: orchard", "component: codes"),
        ["1:12: id component 'codes' is the name of an index page: choose another"],
    ),
    "no id of a group": (
        ("id: fruit", "id: fruit_"),
        ["5:7: form id 'fruit_' must be lower case words joined by hyphens"],
    ),
    "empty description": (
        ("The fruit is rotten.", "' '"),
        ["11:18: empty description must not be empty"],
    ),
    "empty cause": (
        below("    causes: ['']\n"),
        ["15:14: empty item 1 of causes must not be empty"],
    ),
    "dangling see_also": (
        below("    see_also: [E_ROTTEN, orchard.E_ROTEN]\n"),
        ["15:26: unknown-code unknown code orchard.E_ROTEN; did you mean E_ROTTEN?"],
    ),
    "see_also in a wrong component": (
        below("    see_also: [store.E_ROTTEN]\n"),
        ["15:16: unknown-code unknown code store.E_ROTTEN; did you mean orchard.E_ROTTEN?"],
    ),
    "dangling replaced_by": (
        below("    removed: '2'\n    replaced_by: '1010'\n"),
        ["16:18: unknown-code unknown code 1010; did you mean 101 or 100?"],
    ),
    "replaced, yet neither removed nor deprecated": (
        below("    replaced_by: E_ROTTEN\n"),
        ["15:18: replaced-by replaced_by needs removed or deprecated beside it"],
    ),
    "unknown reference in a text": (
        ("The fruit is rotten.", "Like :mcerr:`E_UNRIP`."),
        ["11:18: unknown-code unknown code E_UNRIP; did you mean E_UNRIPE?"],
    ),
    "stray backquote": (
        ("The fruit is rotten.", "The `fruit is rotten."),
        [
            "11:18: markup a backquote here is neither ``literal`` nor :mcerr:`CODE`: "
            "`fruit is rotten."
        ],
    ),
    "tag": (
        ("title: Fruit", "title: !fruit Fruit"),
        ["6:10: tag YAML tag !fruit is not supported"],
    ),
    "alias": (
        below("    see_also: &x [E_ROTTEN]\n    causes: *x\n"),
        ["16:13: alias YAML aliases are not supported: repeat the value"],
    ),
    "tab": (
        below("\tsince: 1\n"),
        ["15:1: yaml bad YAML: found a tab character that violates indentation"],
    ),
    "colon in a text": (
        ("The fruit is rotten.", "Bad: the fruit is rotten."),
        ["11:21: yaml bad YAML: mapping values are not allowed in this context"],
    ),
    "NUL": (
        ("Orchard", "Orch\0ard"),
        ["2:12: yaml bad YAML: character U+0000 is not allowed"],
    ),
    "NUL behind characters of several bytes": (
        ("The fruit is not ripe.", "果子还没有熟\0。"),
        ["14:24: yaml bad YAML: character U+0000 is not allowed"],
    ),
    "deep nesting": (
        below("    causes: " + "[" * 990 + "]" * 990),
        ["1:1: yaml bad YAML: nested too deeply"],
    ),
    "text that turns the direction": (
        ("The fruit is rotten.", "The fruit is \u202enettor."),
        ["11:31: yaml bad YAML: character U+202E is not allowed"],
    ),
    "escape that turns the direction": (
        ("The fruit is rotten.", '"The fruit is \\u2066nettor."'),
        ["11:18: character character U+2066 is not allowed"],
    ),
    "direction turned in a comment": (
        ("The fruit is rotten.", "The fruit is rotten. # \u202a"),
        ["11:41: yaml bad YAML: character U+202A is not allowed"],
    ),
    "escape sequence of a terminal": (
        ("The fruit is rotten.", '"\\e[31mThe fruit is rotten."'),
        ["11:18: character character U+001B is not allowed"],
    ),
    "object of Python": (
        ("The fruit is rotten.", "!!python/object/apply:os.system [exit 1]"),
        [
            "11:18: tag YAML tag tag:yaml.org,2002:python/object/apply:os.system is not supported",
            "11:18: type description must be text",
        ],
    ),
    "source without enum and macros": (
        (', enum: "orchard::Error"', ""),
        ["3:9: source source needs enum or macro_prefix, or both"],
    ),
    "no header": (
        ("header: orchard.h", "header: []"),
        ["3:18: empty header must not be empty"],
    ),
    "number for a header": (
        ("header: orchard.h", "header: [a.h, 5]"),
        ['3:24: type item 2 of header must be text: write "5"'],
    ),
    "unknown key of a cause": (
        below("    causes:\n    - {cause: It rained., logs: [wet]}\n"),
        ["16:27: unknown-key unknown key logs; did you mean log?"],
    ),
    "colons in items": (
        below("    actions:\n    - Beware: wasps\n    causes:\n    - It rained: wet\n"),
        [
            "16:7: type item 1 of actions must be text; put a text with a colon in quotes",
            "18:7: missing-key missing key cause",
            "18:7: unknown-key unknown key It rained; put a text with a colon in quotes",
        ],
    ),
    "cause without a cause": (
        below("    causes:\n    - {log: [wet weather]}\n"),
        ["16:7: missing-key missing key cause"],
    ),
    "number for a cause": (
        below("    causes: [5]\n"),
        ['15:14: type item 1 of causes must be text: write "5"'],
    ),
    "empty printed text": (
        below("    causes:\n    - {cause: It rained., log: ['']}\n"),
        ["16:33: empty item 1 of log must not be empty"],
    ),
    "printed text of placeholders": (
        below("    causes:\n    - {cause: It rained., log: ['{}: {}']}\n"),
        [
            "16:33: form item 1 of log '{}: {}' must be one line of printed text: {} "
            "for each part that varies, no other braces, and beside these at least 8 characters in "
            "a row or 12 in all, blanks not counted"
        ],
    ),
    "short printed text": (
        below(
            "    causes:\n    - {cause: It rained., log: ['a b c d', 'rains {} of {} left: {}']}\n"
        ),
        [
            "16:33: form item 1 of log 'a b c d' must be one line of printed text: {} "
            "for each part that varies, no other braces, and beside these at least 8 characters in "
            "a row or 12 in all, blanks not counted",
        ],
    ),
    "named placeholder": (
        below("    causes:\n    - {cause: It rained., log: ['wet: {name}']}\n"),
        [
            "16:33: form item 1 of log 'wet: {name}' must be one line of printed text: {} "
            "for each part that varies, no other braces, and beside these at least 8 characters in "
            "a row or 12 in all, blanks not counted"
        ],
    ),
    "markup in a cure": (
        below("    causes:\n    - {cause: It rained., actions: [Use `sun`.]}\n"),
        [
            "16:37: markup a backquote here is neither ``literal`` nor :mcerr:`CODE`: `sun`.",
        ],
    ),
    "issue without a repository": (
        below("    causes:\n    - {cause: It rained., issues: ['#12']}\n"),
        ["16:36: form item 1 of issues '#12' must be like owner/repository#123"],
    ),
    "call without text and call": (
        below("    returned_by:\n    - {api: python}\n"),
        ["16:7: call an item of returned_by needs text or call"],
    ),
    "unknown api": (
        below("    returned_by:\n    - {api: pyton, call: f}\n"),
        [
            "16:13: type api must be python, c, c++, http, rust, go or java; did you mean python?",
        ],
    ),
    "alias that is a name": (
        below("    aliases: [E_ROTTEN]\n"),
        ["15:15: duplicate-name duplicate name E_ROTTEN, first in line 9"],
    ),
    "former name that is an alias": (
        below("    aliases: [E_GREEN]\n    former: [{name: E_GREEN, until: '1'}]\n"),
        ["16:21: duplicate-name duplicate name E_GREEN, first in line 15"],
    ),
    "alias that is no identifier": (
        below("    aliases: [E-GREEN]\n"),
        ["15:15: form item 1 of aliases 'E-GREEN' is not a C identifier"],
    ),
    "number for a version": (
        below("    former: [{name: E_GREEN, until: 1}]\n"),
        ['15:37: type until must be text: write "1"'],
    ),
    "truth for a version": (
        below("    deprecated: yes\n    removed: true\n"),
        [
            "15:17: form deprecated 'yes' is not a version",
            "16:14: type removed must be text: 'true' is not a version",
        ],
    ),
    "unknown key of the checked state": (
        ("header: orchard.h", "header: orchard.h, checked: {versoin: '1'}"),
        ["3:39: unknown-key unknown key versoin; did you mean version?"],
    ),
    "language by its name": (
        ("title: Orchard", "title: Orchard\nlanguage: English"),
        ["3:11: form language 'English' must be like en or zh_CN"],
    ),
    "language that is a path": (
        ("title: Orchard", "title: Orchard\nlanguage: ../en"),
        ["3:11: form language '../en' must be like en or zh_CN"],
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault(orchard, report, fault):
    """Each fault is reported at its line and column with its message, and nothing else is."""
    change, expected = FAULTS[fault]
    assert report(orchard(change)) == [f"orchard.yaml:{line}" for line in expected]


def test_no_fault(orchard, report):
    """The registry to which the faults are added has none itself."""
    assert report(orchard()) == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "empty the registry is empty"),
        ("# later\n", "empty the registry is empty"),
        ("- component: a\n", "type the registry must be a mapping of keys to values"),
        ("component\n", "type the registry must be a mapping of keys to values"),
        ("0\n", "type the registry must be a mapping of keys to values"),
        (b"\xff\xfe", "not-utf-8 is not UTF-8: byte 0xff"),
    ],
)
def test_files_that_are_no_registry(write, report, content, message):
    """A file without a mapping is one problem at its beginning."""
    assert report(write(content)) == [f"orchard.yaml:1:1: {message}"]


def test_empty_mapping(write, report):
    """A file without any key has a problem for each required key."""
    names = ("component", "groups", "title")
    expected = [f"orchard.yaml:1:1: missing-key missing key {name}" for name in names]
    assert report(write("{}")) == expected


def test_missing_file_and_directory(tmp_path, report):
    """A path that cannot be read is reported with the reason."""
    (tmp_path / "folder").mkdir()
    assert report(tmp_path / "folder", tmp_path / "absent.yaml") == [
        "absent.yaml:1:1: unreadable cannot be read: No such file or directory",
        "folder:1:1: unreadable cannot be read: Is a directory",
    ]


def test_one_report_for_two_files(orchard, write, report):
    """Faults of all kinds in two files come together, sorted by file and place."""
    first = orchard(
        ("title: Fruit", "title: 5"),
        ("value: 100", "value: 101"),
        ("not ripe.", "`not` ripe."),
        name="b.yaml",
    )
    second = orchard(("E_UNRIPE", "E-UNRIPE"), below("    sinc: '1'\n"), name="a.yaml")
    assert report(first, second, write("a: [", name="c.yaml")) == [
        "a.yaml:1:12: duplicate-component duplicate component orchard, first in b.yaml",
        "a.yaml:12:11: form name 'E-UNRIPE' is not a C identifier",
        "a.yaml:15:5: unknown-key unknown key sinc; did you mean since?",
        'b.yaml:6:10: type title must be text: write "5"',
        "b.yaml:13:12: duplicate-number duplicate number 101, first in line 10",
        "b.yaml:14:18: markup a backquote here is neither ``literal`` nor :mcerr:`CODE`: "
        "`not` ripe.",
        "c.yaml:1:5: yaml bad YAML: did not find expected node content while parsing a flow node",
    ]


def test_files_without_id_are_no_duplicates(orchard, report):
    """Two files without the id have a missing key each, and no duplicate component."""
    change = ("component: orchard\n", "")
    files = [orchard(change, name=name) for name in ("a.yaml", "b.yaml")]
    missing = "1:1: missing-key missing key component"
    assert report(*files) == [f"a.yaml:{missing}", f"b.yaml:{missing}"]


def test_the_same_file_twice(orchard, report):
    """A file that is given twice is one problem, without problems about its references."""
    path = orchard(below("    see_also: [E_ROTTEN]\n"))
    message = "duplicate-component duplicate component orchard, first in orchard.yaml"
    assert report(path, path) == [f"orchard.yaml:1:12: {message}"]


def test_one_address_for_two_components(orchard, report):
    """Two codes whose components and names join to the same address are a fault of the registry."""
    first = orchard(("E_ROTTEN", "X_Y"), name="a.yaml")
    second = orchard(
        ("component: orchard", "component: orchard-x"), ("E_UNRIPE", "Y"), name="b.yaml"
    )
    third = orchard(("component: orchard", "component: orchard-x-y"), name="c.yaml")
    assert report(first, second) == [
        "b.yaml:12:11: duplicate-address orchard-x.Y has the same address on pages as "
        "orchard.X_Y in a.yaml:9"
    ]
    assert report(first, third) == [
        "a.yaml:9:11: duplicate-address orchard.X_Y has the same address on pages as "
        "orchard-x-y in c.yaml:1"
    ]


def test_codes_without_names_may_differ_in_the_sign(orchard):
    """Two numbers without a name that differ in the sign have two addresses."""
    codes = "  - {value: 1, description: A.}\n  - {value: -1, description: B.}\n"
    (component,) = load_registry([orchard(below(codes), ("  range: [100, 199]\n", ""))]).components
    names = [component.qualified(code) for code in component.codes() if code.name is None]
    assert list(map(address_of, names)) == ["mcerr-orchard-1", "mcerr-orchard-minus-1"]


def test_plain_strings_and_mappings(orchard):
    """A plain string is a cause, a call or a header without more; printed texts stay verbatim."""
    path = orchard(
        below(
            "    causes:\n    - It  rained.\n"
            "    - {cause: Hail., log: ['hail stones:  {} mm '], actions: [Wait.], since: 1.0}\n"
            "    returned_by: [C ``pick``, {api: c++, call: pick, as: returns 100}]\n"
            "    effect: Nothing grows.\n"
        )
    )
    (component,) = load_registry([path]).components
    code = component.groups[0].codes[1]
    assert component.source.header == ("orchard.h",)
    assert code.causes == (
        Cause("It rained."),
        Cause("Hail.", log=("hail stones:  {} mm ",), actions=("Wait.",), since="1.0"),
    )
    assert code.returned_by == (Call("C ``pick``"), Call(None, "c++", "pick", "returns 100"))
    assert code.effect == "Nothing grows."


def test_headers_that_share_numbers(orchard):
    """A source may have several headers, and an enumeration beside macros."""
    change = ("header: orchard.h", "header: [a.h, b.h], macro_prefix: E_")
    (component,) = load_registry([orchard(change)]).components
    assert component.source == Source(("a.h", "b.h"), "orchard::Error", "E_")


def test_aliases_and_former_names_are_references(orchard, report):
    """A reference may be any name that a code has or had."""
    names = "    aliases: [E_HARD]\n    former: [{name: E_OLD}]\n"
    path = orchard(below(f"{names}    see_also: [E_HARD, E_OLD, orchard.E_OLD, Error::E_HARD]\n"))
    assert report(path) == []


INCOMPLETE = {
    "type": ("value: 101", "value: one"),
    "missing": ("    value: 101\n", ""),
    "misspelt name": ("name: E_ROTTEN", "nmae: E_ROTTEN"),
    "misspelt enum": ('enum: "', 'enmu: "'),
    "repeated key": (UNRIPE, UNRIPE + "groups: []\n"),
    "alias": ("name: E_ROTTEN", "name: E_ROTTEN\n    causes: *x"),
}


@pytest.mark.parametrize("change", INCOMPLETE.values(), ids=INCOMPLETE)
def test_references_wait_for_what_they_refer_to(orchard, report, change):
    """A reference to a code that could not be read is not reported as unknown."""
    reference = "    see_also: ['Error::E_ROTTEN', E_NONE]\n"
    text = report(orchard(change, ("not ripe.\n", "not ripe.\n" + reference)))
    assert text
    assert "unknown code" not in str(text)


def test_references_wait_for_all_files(orchard, write, report):
    """If one file is unreadable, references in the others are not checked."""
    path = orchard(below("    see_also: [ladder.E_SHORT]\n"))
    ladder = write("component: [", name="ladder.yaml")
    assert [line.partition(":")[0] for line in report(path, ladder)] == ["ladder.yaml"]


def test_ambiguous_reference(orchard, report):
    """A number of two components must be written with its component."""
    first = orchard(below("    see_also: ['101', orchard.101]\n"), name="a.yaml")
    second = orchard(("component: orchard", "component: garden"), name="b.yaml")
    assert report(first, second) == [
        "a.yaml:15:16: ambiguous-code ambiguous code 101: write orchard.E_ROTTEN or garden.E_ROTTEN"
    ]


def test_what_is_wrong_once_is_said_once(orchard, report):
    """The same unknown code twice in a text is one problem."""
    path = orchard(("The fruit is rotten.", "'Like :mcerr:`E_NO` or :mcerr:`E_NO`.'"))
    assert len(report(path)) == 1


@pytest.mark.parametrize("change", [("\n", "\r\n"), ("component", "\ufeffcomponent")])
def test_windows_files(write, change):
    """CRLF and a byte order mark do not change what is loaded."""
    text = "component: a\ntitle: A\ngroups: []\n"
    registry = load_registry([write(text.replace(*change, 1 if "\ufeff" in change[1] else -1))])
    assert (registry.components[0].component, registry.components[0].title) == ("a", "A")
    assert registry.component("a") is registry.components[0]
    assert registry.component("b") is None


def loaded(content):
    """Load `content`; return the registry, or the problems after checking their places."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.yaml")
        path.write_bytes(content)
        try:
            return load_registry([path])
        except RegistryError as error:
            text = content.decode("utf-8-sig", errors="replace")
            lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            for problem in error.problems:
                assert problem.path == str(path)
                assert 1 <= problem.line <= len(lines)
                assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1
                assert problem.message
            return error.problems


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes(content):
    """No content of a file raises anything but RegistryError, and places are in the file."""
    assert loaded(content)


MODELS = (Component, Source, Checked, Group, Code, Cause, Call, Former)
KEYS = st.sampled_from(sorted({key for model in MODELS for key in fields_of(model)} | {"xyz"}))
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["a", "A", "a.A", ":mcerr:`A`", "`", "``a``", "", "错误", "never"])
    | st.text(max_size=5)
    | st.dates()
)
DATA = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=20,
)


@given(DATA, st.booleans())
def test_any_data(data, flow):
    """No data raises anything but RegistryError, and places are in the file."""
    loaded(yaml.dump(data, allow_unicode=True, default_flow_style=flow, encoding="utf-8"))


@st.composite
def nearly_valid(draw):
    """Return registry data of the right shape with anything in any place."""

    def some(**values):
        chosen = {key: draw(SCALARS | value) for key, value in values.items()}
        kept = draw(st.sets(st.sampled_from(sorted(chosen))))
        return {key: value for key, value in chosen.items() if key in kept or draw(st.booleans())}

    names = st.sampled_from(["A", "B", "C"])
    texts = st.lists(st.text(max_size=3) | SCALARS, max_size=2)

    def code(_):
        return some(
            name=names,
            value=st.integers(-2, 2),
            description=st.just("d"),
            causes=texts,
            see_also=st.lists(names),
            replaced_by=names,
            removed=st.just("1"),
        )

    def group(_):
        codes = [code(n) for n in range(draw(st.integers(0, 3)))]
        ids = st.sampled_from(["a", "b"])
        bounds = st.lists(st.integers(-2, 2), max_size=3)
        return some(id=ids, title=st.just("t"), codes=st.just(codes), range=bounds)

    groups = [group(n) for n in range(draw(st.integers(0, 2)))]
    return some(component=st.just("a"), title=st.just("t"), groups=st.just(groups))


@given(nearly_valid())
def test_nearly_valid_data(data):
    """Data similar to a registry raise at most RegistryError, with places in the file."""
    loaded(yaml.dump(data, allow_unicode=True, encoding="utf-8"))


IDS = st.from_regex(r"[a-z][a-z0-9]{0,4}(-[a-z0-9]{1,3}){0,2}", fullmatch=True)
NAMES = st.from_regex(r"[A-Z][A-Z0-9]{0,5}(_[A-Z0-9]{1,5}){0,2}", fullmatch=True)


@st.composite
def valid(draw):
    """Return the data of a valid registry, a list of components."""
    components = []
    for name in draw(st.lists(IDS, min_size=1, max_size=3, unique=True)):
        codes = draw(
            st.lists(
                st.tuples(NAMES, st.integers(-(2**31), 2**31)),
                min_size=1,
                max_size=6,
                unique_by=(lambda pair: pair[0], lambda pair: pair[1]),
            )
        )
        items = [{"name": n, "value": v, "description": f"See :mcerr:`{name}.{v}`."}
                 for n, v in codes]  # fmt: skip
        cut = draw(st.integers(0, len(items)))
        groups = [
            {"id": f"g{n}", "title": "T", "codes": part}
            for n, part in enumerate((items[:cut], items[cut:]))
        ]
        source = {"header": "a.h", "enum": f"outer::inner::{draw(NAMES)}"}
        components.append({"component": name, "title": "T", "source": source, "groups": groups})
    return components


@given(valid())
def test_valid_registries(components):
    """A valid registry loads, and every form of reference finds every code."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"{n}.yaml") for n in range(len(components))]
        for path, data in zip(paths, components, strict=True):
            path.write_text(yaml.safe_dump(data), encoding="utf-8")
        lookup = Lookup(load_registry(paths))
    for data in components:
        for item in [item for group in data["groups"] for item in group["codes"]]:
            qualified = f"{data['component']}.{item['name']}"
            enum = data["source"]["enum"]
            short = enum.rpartition("::")[2]
            single = [qualified, f"{data['component']}.{item['value']}"]
            shared = [item["name"], str(item["value"])]
            shared += [f"{scope}::{item['name']}" for scope in (enum, short, f"inner::{short}")]
            assert [[e.qualified for e in lookup.find(form)] for form in single] == [
                [qualified]
            ] * 2
            for form in shared:
                assert qualified in [entry.qualified for entry in lookup.find(form)]


def test_missing_keys_hide_nothing(orchard, report):
    """A group without id and title and a code without description are checked, too."""
    path = orchard(
        ("- id: fruit\n  title: Fruit\n  range", "- range"),
        ("    description: The fruit is rotten.\n", ""),
        ("value: 101", "value: 1010"),
    )
    assert report(path) == [
        "orchard.yaml:5:3: missing-key missing key id",
        "orchard.yaml:5:3: missing-key missing key title",
        "orchard.yaml:7:5: missing-key missing key description",
        "orchard.yaml:8:12: out-of-range 1010 is outside the range 100 to 199 of group unknown",
    ]
