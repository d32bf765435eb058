"""Names of codes in prose with the numbers that prose gives them, and roles ``mcerr``."""

import re
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from markdown_it import MarkdownIt

from sphinxext.mooncake_errors.checks.text_files import TextFile
from sphinxext.mooncake_errors.tables.codes import integer

NAME_SHAPE = r"[A-Z][A-Z0-9]*(?:(?:\\?_)+[A-Z0-9]+)+"
"""The usual form of a code's name; Markdown may escape the underscores."""
HUMPS = r"[A-Za-z]\w*[a-z][A-Z]\w*"
"""The form of names such as ``kNoFuel``; many other words have it, so they are read in literals."""

_REACH_BEFORE, _REACH_AFTER = 80, 240
"""The number of characters before and after a name in which its number is searched."""

_MARKUP = re.compile(
    r"\[[^\[\]\n]*\]_|<sup>[^\n]*?</sup>"
    r"|[`*\"'_]+|\\(?=[-_`*])|</?\w[^<>\n]*>|[ \t]*<[^<>\n]*>(?=`)"
    r"|\](?:\([^()\n]*\)|\[[^\]\n]*\])|(?<!:):[A-Za-z][\w+-]*(?::[\w+-]+)*:(?=`)|\{[\w:+-]+\}(?=`)"
)
"""Footnotes, quotes, escapes, tags, targets of links, and roles."""

_ZH_MEANS = "表示|代表|对应|是|为|即"
DIGITS = "(?:0[xX][0-9A-Fa-f]{1,16}|[0-9]{1,20})"
"""Pattern of a number without its sign."""
_END = rf"(?!(?!{_ZH_MEANS})[\w%]|[.,:][0-9]|[ \t]*(?:[-+\u2013]|<<)[ \t]*[0-9])"
"""Not in another word or number, a version, a date, a range or a sum."""
_NUMBER = rf"([-+\u2212]?{DIGITS}){_END}"
_SIGNED = rf"([-\u2212]{DIGITS}){_END}"
_NEXT = rf"[ \t]*[,/;、，][ \t]*[-+\u2212]?{DIGITS}[ \t]*"
_ALONE = rf"(?!{_NEXT}(?:[,/;、，.。)）\]\n和或]|(?:and|or)\b|$))"
"""Not before another number: those of a list may belong to several names."""
_BREAK = r"(?:\n[ \t/#>;]*)?"
"""At most one line end, with the marks at the start of a line of a comment or quotation."""
_LABEL = (
    r"(?:(?:(?:now|the|errors?|error[-_]code|return|numeric|code|value|number|errno|status)\b"
    r"|错误码|返回码|代码|值)[ \t]*)*[:=：]?[ \t]*"
)
_STOP = r"(?=[ \t]*(?:[)）\],;:，；：/]|[-–—][ \t]|\n))"
_SENTENCE_END = r"(?=[ \t]*(?:[.,;:!?)，。；：）]|\n|$))"
_ZH_NUMBER = r"(?:(?:对应)?的?[ \t]*(?:错误码|错误代码|返回码|代码|编号|值)[ \t]*)?"
_VERB = r"(?:is|equals|means|has|with[ \t]+(?:the[ \t]+)?(?:error[ \t]+)?(?:code|number|value))\b"
_IS = rf"(?:{_VERB}|{_ZH_NUMBER}(?:是|为|等于|表示|对应))[ \t]*{_BREAK}{_LABEL}"
_AFTER = re.compile(
    rf"[ \t]*(?:(?:errors?\b|错误码?)?[ \t]*{_BREAK}[(（\[][ \t]*{_LABEL}{_NUMBER}{_ALONE}{_STOP}"
    rf"|(?:\)+[ \t]*)?==?[ \t]*\(?[ \t]*{_NUMBER}"
    rf"|(?:{_BREAK}{_IS}|/[ \t]*){_SIGNED}"
    rf"|[:：][ \t]*{_NUMBER}{_ALONE}"
    rf"|{_BREAK}{_IS}{_NUMBER}{_SENTENCE_END})"
)
_LOOSE = (4, 5)
"""The groups of numbers that may also be counts."""
_DEFINED = re.compile(rf"[ \t]+\(?[ \t]*{_NUMBER}")
_MEANS = (
    rf"(?:[ \t]+(?:means|is|denotes|stands[ \t]+for)\b|[ \t]*(?:{_ZH_MEANS}))"
    r"[ \t]*(?:\n[ \t/#>;]*)?(?:(?:the|error|code)[ \t]+)*"
)
_BEFORE = re.compile(
    rf"(?<![\w.])(?:(?<![/#:])(?<!/[-+\u2212]){_NUMBER}[ \t]*{_BREAK}[(（]"
    rf"|{_SIGNED}(?:[ \t]*(?:[:：=/]|->|=>|→)|{_MEANS})"
    rf"|(?:(?:error|code|errno|status)[ \t]+|错误码[ \t]*){_NUMBER}{_MEANS})[ \t\[]*$",
    re.IGNORECASE,
)
_LINES = re.compile(r"(?:[^\n]*\n?){3}")
"""The largest number of lines of a name with its number."""
_CLOSED = re.compile(r"[ \t]*(?:[)）,;:，；：/]|[-–—][ \t])")
_SCOPE = re.compile(r"(?:[A-Za-z_][\w-]*(?:::|\.))+$")

_MARKDOWN_ROLE = re.compile(r"(?<!`)\{mcerr(?::code)?\}`([^`\n]{1,300})`(?!`)")
_RST_ROLE = re.compile(r"(?<![`\w:]):mcerr(?::code)?:`([^`]{1,300})`(?!`)")
_TITLED = re.compile(r"[^<]*<([^<>]*)>")
_MARKDOWN = MarkdownIt("commonmark")
_MARKDOWN.core.ruler.enableOnly(["block"])
_DIRECTIVE = re.compile(r"\s*\{(?!(?:code|code-block|sourcecode)\})")
_DEEPEST = 10
"""Largest number of nested directives."""
_LITERAL_BLOCK = re.compile(
    r"^(([ \t]*)(?![ \t])"
    r"(?:(?!\.\.[ ]).*::[ \t]*|\.\.[ \t]+(?:code|code-block|sourcecode|parsed-literal)::.*)\n)"
    r"((?:(?:\2[ \t]+.*|[ \t]*)(?:\n|\Z))+)",
    re.MULTILINE,
)
"""The line above a literal block, and the block."""


class Number(NamedTuple):
    """A number beside a name."""

    value: int
    offset: int
    claim: Literal["sure", "loose", "no"]
    """Whether it is said to be that of the name; a loose one may be a count, a line or the like."""


class Mention(NamedTuple):
    """A name in prose that is that of a code, or has the form of one."""

    name: str
    scope: str
    """The qualifier before the name with its separator, such as ``ErrorCode::``, or empty."""
    offset: int
    numbers: tuple[Number, ...]
    literal: bool
    """True if the name alone is in backquotes or in a cell."""


def name_pattern(names: Iterable[str], scopes: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern of `names`, words in the form of a name, and words qualified by `scopes`."""
    odd = [name for name in names if not re.fullmatch(NAME_SHAPE, name)]
    spelled = [re.escape(name).replace("_", r"\\?_") for name in sorted(odd, reverse=True)]
    scoped = [rf"(?<={re.escape(scope)}::)[A-Za-z]\w*" for scope in sorted(scopes)]
    forms = "|".join([*scoped, NAME_SHAPE, *spelled, f"(?<=`){HUMPS}(?=`)"])
    start = r"(?<![A-Za-z0-9])(?<![A-Za-z0-9]_)(?<![A-Za-z0-9]__)(?<!\\_)"
    return re.compile(rf"{start}({forms})(?!_{{0,2}}[A-Za-z0-9]|_\*|\\_|\.\.\.|…)")


def mention_of(text: str, match: re.Match[str]) -> Mention:
    """Return the mention of a code in `text` from a match of `name_pattern`."""
    start, end = match.span(1)
    before = text[max(0, start - _REACH_BEFORE) : start]
    found = _SCOPE.search(before) if before.endswith((":", ".")) else None
    scope = found[0] if found else ""
    before = before.removesuffix(scope)
    literal = before.endswith("`") and text.startswith("`", end)
    numbers = tuple(_numbers(text, before, start - len(scope), end))
    return Mention(match[1].replace("\\", ""), scope, start, numbers, literal)


def _numbers(text: str, before: str, start: int, end: int) -> Iterator[Number]:
    """Yield the number that `text` gives to the name at `start` to `end`, behind or before it."""
    lines = _LINES.match(text, end, end + _REACH_AFTER)
    after = _without_markup(lines[0] if lines else "")
    found = _AFTER.match(after)
    if found is None and before.endswith("#define "):
        found = _DEFINED.match(after)
    if found and found.lastindex and found.end() < _REACH_AFTER:
        group = found.lastindex
        loose = group in _LOOSE or "[" in found[0]
        yield Number(integer(found[group]), end + found.start(group), "loose" if loose else "sure")
    elif re.search("[0-9]", before):
        # The rest of the markup shows whether a colon or a brace before the name belongs to a role.
        ahead = _BEFORE.search(_without_markup(f"{before}{text[start]}")[:-1])
        if ahead and ahead.lastindex and (ahead.lastindex > 1 or _CLOSED.match(after)):
            number = integer(ahead[ahead.lastindex])
            offset = start - len(before) + ahead.start(ahead.lastindex)
            yield Number(number, offset, "sure" if number < 0 else "loose")


def _without_markup(text: str) -> str:
    """Return `text` with blanks instead of its markup, so that offsets stay."""
    return _MARKUP.sub(lambda match: " " * len(match[0]), text)


def roles(file: TextFile) -> Iterator[tuple[int, str]]:
    """Yield the offset and the reference of each role in `file` that makes a link."""
    if "mcerr" not in file.text:
        return
    if file.kind == "markdown":
        role, text = _MARKDOWN_ROLE, _without_code(file.text)
    else:
        role = _RST_ROLE
        text = _LITERAL_BLOCK.sub(lambda match: match[1] + " " * len(match[3]), file.text)
    for match in role.finditer(text):
        target = _TITLED.fullmatch(text, *match.span(1)) or match
        reference = " ".join(target[1].split())
        if not reference.startswith("!") and not match[1].startswith("!"):
            yield target.start(1), reference.lstrip("~")


def _without_code(text: str) -> str:
    """Return Markdown with blanks instead of its code blocks, so that offsets stay."""
    lines = text.split("\n")
    parts = [(0, text, 0)]
    while parts:
        first, part, depth = parts.pop()
        for token in _MARKDOWN.parse(f"{part}\n"):
            if token.type in {"fence", "code_block"} and token.map:
                start, end = (first + number for number in token.map)
                if _DIRECTIVE.match(token.info) and depth < _DEEPEST:
                    parts.append((start + 1, token.content, depth + 1))
                else:
                    lines[start:end] = [" " * len(line) for line in lines[start:end]]
    return "\n".join(lines)
