"""Tables of codes as Markdown that is also readable as plain text."""

import re
from collections.abc import Callable, Iterator, Sequence

from sphinxext.mooncake_errors.registry.lookup import Entry
from sphinxext.mooncake_errors.registry.selection import COLUMNS, Section, cell_texts
from sphinxext.mooncake_errors.registry.text import spans
from sphinxext.mooncake_errors.registry.words import Word

_SPECIAL = re.compile(r"[\\`*_\[\]<>&|~$]")
_SPECIAL_OUTSIDE = re.compile(r"[\\`*_\[\]<>&|~$#]")
"""A number sign may begin or end a heading outside of a table."""
_IN_URL = r"[\w.~:/?#@!$&'*+,;=%|-]"
_URL = re.compile(
    rf"(\bhttps?://(?:{_IN_URL}|\({_IN_URL}*\))+(?<![.,:;?!']))", re.ASCII | re.IGNORECASE
)
"""A URL, without the punctuation of the sentence behind it."""
_ROLE = re.compile(r"\{(?=[\w:+-]{1,100}\}\Z)")
"""The beginning of the name of a role of MyST, where code follows."""
_NOTHING = "<!-- -->"
"""Separates adjacent code spans, whose backquotes would run together."""


def sections_markdown(
    sections: Sequence[Section], words: Callable[[str], str], level: int
) -> list[str]:
    """Return the lines of the tables of `sections`, with titles if there are several.

    `words` translates the heads of columns and the retry advice; `level`, from 1 to 6, is that of
    the titles. The title of a group is a bold row, or is in the first row of the group if the table
    has a column for it.
    """
    lines: list[str] = []
    for section in sections:
        if len(sections) > 1:
            lines += ["#" * level + " " + inline(section.component.title, in_table=False), ""]
        lines += [*_table(section, words), ""]
    return lines[:-1]


def _table(section: Section, words: Callable[[str], str]) -> list[str]:
    heads = [inline(words(COLUMNS[column])) for column in section.columns]
    rows = [heads, *_rows(section, words)]
    widths = [max(3, *map(display_width, column)) for column in zip(*rows, strict=True)]
    right = [column == "value" for column in section.columns]
    rule = ["-" * (width - side) + ":" * side for width, side in zip(widths, right, strict=True)]
    padded = [[_pad(*cell) for cell in zip(row, widths, right, strict=True)] for row in rows]
    return [f"| {' | '.join(row)} |" for row in [padded[0], rule, *padded[1:]]]


def inline(text: str, *, in_table: bool = True) -> str:
    """Return `text`, a text of the registry, as inline Markdown, for a table or elsewhere."""
    result = ""
    before = "plain"
    for span in spans(text):
        if span.kind == "plain":
            result += escaped(span.text, in_table=in_table)
        else:
            shown = span.text if span.kind == "literal" else span.text.rpartition(".")[2]
            result += _NOTHING if before != "plain" else ""
            result += code(shown, in_table=in_table)
        before = span.kind
    return result


def escaped(text: str, *, in_table: bool) -> str:
    """Return plain text with escapes; a URL is in angle brackets, where GitHub shows escapes."""
    special = _SPECIAL if in_table else _SPECIAL_OUTSIDE
    pipe = r"\|" if in_table else "|"
    parts = _URL.split(text)  # every second part is a URL
    parts[::2] = [special.sub(r"\\\g<0>", part) for part in parts[::2]]
    parts[1::2] = [f"<{part}>".replace("|", pipe) for part in parts[1::2]]
    return _ROLE.sub(r"\\{", "".join(parts))


def code(text: str, *, in_table: bool = True) -> str:
    """Return `text` as a code span, also if it has backquotes."""
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    needs_space = text.startswith(("`", " ")) or text.endswith(("`", " "))
    space = " " if needs_space and text.strip() else ""
    content = text.replace("|", r"\|") if in_table else text
    return f"{fence}{space}{content}{space}{fence}"


def display_width(text: str) -> int:
    """Return the width of `text` in columns of a terminal: two for a Chinese character."""
    if text.isascii():
        return len(text)
    from wcwidth import wcwidth  # noqa: PLC0415 - slow to import, and needed by few texts

    return sum(max(wcwidth(character), 0) for character in text)


def _rows(section: Section, words: Callable[[str], str]) -> Iterator[list[str]]:
    blank = [""] * len(section.columns)
    place = section.columns.index("name") if "name" in section.columns else 0
    for group, entries in section.by_group():
        if group is not None:
            yield [*blank[:place], f"**{inline(group.title)}**", *blank[place + 1 :]]
        before = None
        for entry in entries:
            repeats = section.in_registry_order and before is not None and before is entry.group
            yield [_cell(entry, column, words, repeats=repeats) for column in section.columns]
            before = entry.group


def _cell(entry: Entry, column: str, words: Callable[[str], str], *, repeats: bool) -> str:
    if column == "name":
        return code(entry.code.label)
    if column == "value":
        return str(entry.code.value)
    if column == "group" and repeats:
        return ""
    texts = cell_texts(column, entry, "")
    return " · ".join(inline(words(text) if isinstance(text, Word) else text) for text in texts)


def _pad(cell: str, width: int, right: bool) -> str:  # noqa: FBT001
    space = " " * (width - display_width(cell))
    return space + cell if right else cell + space
