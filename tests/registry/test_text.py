"""The markup of the registry's texts."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinxext.mooncake_errors.registry.text import Span, TextError, plain, references, spans

FORMS = {"plain": "{}", "literal": "``{}``", "reference": ":mcerr:`{}`"}
MARKUP = st.lists(st.sampled_from(["`", "``", ":mcerr:", "a", " ", "\n", "<b>", "*", "\\", "错"]))
TEXTS = st.text() | MARKUP.map("".join)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [("plain", "")]),
        ("No *markup* here: <b>.", [("plain", "No *markup* here: <b>.")]),
        ("``a``", [("literal", "a")]),
        ("x ``a b`` y", [("plain", "x "), ("literal", "a b"), ("plain", " y")]),
        ("``a`` ``b``", [("literal", "a"), ("plain", " "), ("literal", "b")]),
        ("``a`b``", [("literal", "a`b")]),
        ("``:mcerr:`X` `` ", None),
        ("``:mcerr:`X``", [("literal", ":mcerr:`X")]),
        (":mcerr:`A`:mcerr:`b.-1`", [("reference", "A"), ("reference", "b.-1")]),
        ("见 :mcerr:`A`。", [("plain", "见 "), ("reference", "A"), ("plain", "。")]),
    ],
)
def test_spans(text, expected):
    """Literals and references are recognised; the rest stays plain text."""
    if expected is None:
        expected = [("literal", ":mcerr:`X` "), ("plain", " ")]
    assert spans(text) == tuple(Span(*pair) for pair in expected)


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("`", 0),
        ("a `b` c", 2),
        ("``a`` and ``b", 10),
        ("``a``` b", 0),
        ("````", 0),
        (":mcerr:``", 7),
        (":mcerr:`A", 7),
        (":other:`A`", 7),
        ("错误 :mcerr:`A` `", 14),
        (":mcerr:`A``", 7),
    ],
)
def test_stray_backquotes(text, offset):
    """The first backquote that belongs to no markup is reported by its offset."""
    with pytest.raises(TextError, match="neither ``literal`` nor") as caught:
        spans(text)
    assert caught.value.offset == offset
    assert text[offset] == "`"


def test_plain_and_references():
    """A text without its markup, and the codes that it refers to, in order."""
    text = "Run ``ls``, see :mcerr:`B` and :mcerr:`a.1`."
    assert plain(text) == "Run ls, see B and a.1."
    assert references(text) == ["B", "a.1"]


@given(TEXTS)
def test_nothing_is_lost(text):
    """Joined spans give the text; only a stray backquote raises."""
    stray = None
    try:
        found = spans(text)
    except TextError as error:
        stray = text[error.offset]
    if stray is None:
        assert "".join(FORMS[span.kind].format(span.text) for span in found) == text
    else:
        assert stray == "`"


@given(TEXTS, TEXTS)
def test_offset_is_that_of_the_first_fault(before, after):
    """The place of a fault does not depend on the lines after it."""
    try:
        spans(before)
    except TextError:
        return
    with pytest.raises(TextError) as caught:
        spans(f"{before} ` {after.replace('`', '')}")
    assert caught.value.offset == len(before) + 1


@pytest.mark.parametrize(
    "part", ["``a` ", "``a ", "``a`` ", "`a", ":mcerr:`", ":mcerr:`A` ", "```"]
)
def test_time_grows_with_the_text_alone(part):
    """Eight times as much of anything takes about eight times as long."""

    def seconds(size):
        """Return the least processor time of three runs: other programs only add to it."""
        text, taken = part * size, []
        for _ in range(3):
            start = time.process_time()
            with suppress(TextError):
                spans(text)
            taken.append(time.process_time() - start)
        return min(taken)

    assert seconds(40_000) < 16 * seconds(5_000) + 0.5
