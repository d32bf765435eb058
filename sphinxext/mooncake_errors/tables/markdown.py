"""Tables of codes as Markdown that is also readable as plain text."""

import re
from collections.abc import Callable, Iterator, Sequence

from sphinxext.mooncake_errors.registry.lookup import Entry
from sphinxext.mooncake_errors.registry.selection import COLUMNS, Section, cell_texts
from sphinxext.mooncake_errors.registry.text import spans
from sphinxext.mooncake_errors.registry.words import Word

_SPECIAL = re.compile(r"[\\`*_\[\]<>&|~$]")
_IN_URL = r"[\w.~:/?#@!$&'*+,;=%|-]"
_URL = re.compile(
    rf"(\bhttps?://(?:{_IN_URL}|\({_IN_URL}*\))+(?<![.,:;?!']))", re.ASCII | re.IGNORECASE
)
"""A URL, without the punctuation of the sentence behind it."""
_ROLE = re.compile(r"\{(?=[\w:+-]{1,100}\}\Z)")
"""The beginning of the name of a role of MyST, where code follows."""


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


def _table(section: Section, words: Callable[[str], str]) -> Iterator[str]:
    heads = [inline(words(COLUMNS[column])) for column in section.columns]
    rows = [heads, *_rows(section, words)]
    widths = [max(3, *map(display_width, column)) for column in zip(*rows, strict=True)]
    right = [column == "value" for column in section.columns]
    rule = ["-" * (width - side) + ":" * side for width, side in zip(widths, right, strict=True)]
    for row in (heads, rule, *rows[1:]):
        cells = [_padded(*each) for each in zip(row, widths, right, strict=True)]
        yield f"| {' | '.join(cells)} |"


def _padded(cell: str, width: int, right: bool) -> str:  # noqa: FBT001
    space = " " * (width - display_width(cell))
    return space + cell if right else cell + space


def _rows(section: Section, words: Callable[[str], str]) -> Iterator[list[str]]:
    title_column = "name" if "name" in section.columns else section.columns[0]
    for group, entries in section.by_group():
        if group is not None:
            title = f"**{inline(group.title)}**"
            yield [title if column == title_column else "" for column in section.columns]
        for before, entry in zip([None, *entries], entries, strict=False):
            repeats = section.in_registry_order and before and before.group is entry.group
            hidden = "group" if repeats else ""
            yield ["" if c == hidden else _cell(entry, c, words) for c in section.columns]


def _cell(entry: Entry, column: str, words: Callable[[str], str]) -> str:
    if column == "name":
        return code(entry.code.label)
    if column == "value":
        return str(entry.code.value)
    texts = cell_texts(column, entry, "")
    return " · ".join(inline(words(text) if isinstance(text, Word) else text) for text in texts)


def inline(text: str, *, in_table: bool = True) -> str:
    """Return `text`, a text of the registry, as inline Markdown, for a table or elsewhere."""
    result = ""
    for kind, content in spans(text):
        if kind == "plain":
            result += escaped(content, in_table=in_table)
        else:
            shown = content if kind == "literal" else content.rpartition(".")[2]
            # Backquotes of adjacent code spans would run together.
            result += "<!-- -->" if result.endswith("`") else ""
            result += code(shown, in_table=in_table)
    return result


def escaped(text: str, *, in_table: bool) -> str:
    """Return plain text with escapes; a URL is in angle brackets, where GitHub shows escapes."""
    parts = _URL.split(text)  # every second part is a URL
    parts[::2] = [_SPECIAL.sub(r"\\\g<0>", part) for part in parts[::2]]
    parts[1::2] = [f"<{part}>" for part in parts[1::2]]
    if in_table:
        parts[1::2] = [part.replace("|", r"\|") for part in parts[1::2]]
    else:  # where a number sign may begin or end a heading
        parts[::2] = [part.replace("#", r"\#") for part in parts[::2]]
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
