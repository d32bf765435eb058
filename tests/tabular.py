"""Components as tables of codes can hold them, and what an import makes of such tables."""

from __future__ import annotations

from hypothesis import strategies as st

from sphinxext.mooncake_errors.registry.addresses import address_part
from sphinxext.mooncake_errors.registry.load import single_document
from sphinxext.mooncake_errors.registry.model import Code, Component, Group
from sphinxext.mooncake_errors.tables.importing import drafts
from sphinxext.mooncake_errors.tables.rows import rows

PIECE = st.text(
    st.one_of(st.sampled_from("\\|*_~<>&[]()!#`$:-+=. x"), st.characters(exclude_categories=["C"])),
    min_size=1,
    max_size=12,
)


def fold(text):
    """Fold white space as the registry does."""
    return " ".join(text.split())


@st.composite
def registry_texts(draw, *, min_size=1):
    """Return a text of the registry, its literals included."""
    parts = []
    for is_literal, piece in draw(
        st.lists(st.tuples(st.booleans(), PIECE), min_size=min_size, max_size=4)
    ):
        plain = fold(piece.replace("`", ""))
        parts.append(f"``{plain}``" if is_literal and plain else plain)
    return fold(" ".join(parts)) or "x"


NAMES = st.from_regex(r"\A[A-Z][A-Z0-9]*(_[A-Z0-9]+){0,3}\Z")


def _row_or_entry(name):
    """Return the address of a row, or of an entry, which no two names may share."""
    return address_part(name).removesuffix("-details")


# A dash or a word for nothing alone would be an empty cell.
_NOTHING = ("", "n/a", "none", "keine", "无", "暂无", "無", "なし")
TEXTS = registry_texts().filter(
    lambda text: text.casefold().strip("`-\u2013\u2014/ ") not in _NOTHING
)


@st.composite
def components(draw):
    """Return a component as a table can hold it."""
    names = draw(st.lists(NAMES, min_size=1, max_size=6, unique_by=_row_or_entry))
    values = draw(
        st.lists(st.integers(-9999, 9999), min_size=len(names), max_size=len(names), unique=True)
    )
    codes = [Code(value, draw(TEXTS), name=name) for name, value in zip(names, values, strict=True)]
    cut = draw(st.integers(1, len(codes)))
    titles = draw(st.lists(TEXTS, min_size=2, max_size=2, unique=True))
    parts = [part for part in (codes[:cut], codes[cut:]) if part]
    groups = [
        Group(f"g{number}", title, tuple(part))
        for number, (title, part) in enumerate(zip(titles, parts, strict=False))
    ]
    return Component("c", "C", tuple(groups))


def contents(component):
    """Return the names, numbers and texts of a component that a table has."""
    return [
        (group.title, code.name, code.value, code.description)
        for group in component.groups
        for code in group.codes
    ]


def imported(tables, component=None):
    """Return the components that an import of `tables` makes; nothing may be left out."""
    found = []
    for table in tables:
        understood, problems = rows(table)
        assert problems == []
        found.append((table, understood))
    result = []
    for draft in drafts(found, component):
        assert draft.problems == []
        result.append(single_document("x", draft.text(None))[1])
    return result
