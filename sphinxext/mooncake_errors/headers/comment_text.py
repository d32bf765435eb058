"""Texts of comments, without markers and commands of Doxygen, and what they say of numbers."""

import re
from collections.abc import Sequence

DOC = re.compile(r"(?:///(?!/)|//!|/\*\*(?![*/])|/\*!|// *MessageId:)")
"""The beginning of a doc comment, or of one that the message compiler of Windows writes."""
_MARKER = re.compile(r"//[/!]?<?|/\*[*!]?<?")
_STAR = re.compile(r"\A\*{1,2}(?=[ \t]|\Z)")
_BOX = re.compile(r"\A\|\s+(?=.*\s\s\|\Z)|\A\\(?=\*)|\s{2,}(?:\*|//|\|)\Z")
"""The sides and a corner of a box around a text, except what other patterns remove."""
_COMMAND = re.compile(
    r"[@\\](?:brief|short|c|p|a|e|em|b|ref|li|arg|(?:hide|show)initializer"
    r"|(?:ingroup|def|enum|var)\s+\w+|(?:end)?(?:code|verbatim)"
    r"|(?:cond|if|ifnot|elseif)(?:\s+(?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\w+))?|else|endif|endcond)(?:\s+|$)"
    r"|[@\\][{}]|^MessageId:.*|^MessageText:"
)
_PARAGRAPH = re.compile(
    r"[@\\](?:(?:details|note|remarks?|warning|attention|internal)(?:\s+|$)"
    r"|(?P<word>see|sa|since|deprecated)(?=\s|$))|^[@\\][a-z]+$"
)
"""A command that begins a paragraph, or is one: it is left out, or is a word of the text."""
_NO_SENTENCE = re.compile(r"(?<=\nDeprecated)(?! (?:since|in|as|v?\d))")
_DEPRECATED = re.compile(
    r"\bDeprecated:?\s(?:[^\n]{0,300}?\b(?:[Ss]ince|[Aa]s\s+of|(?<!removed )in)\s+(?:\w+\s+)?|\W*)"
    r"v?(?P<version>\d+(?:\.\d+)+|\d+\b(?![-/]))"
)
_ENDS = tuple(".:;,!?。：；，！？")
_DECORATION = "-=*#~_/+ \t"
_MIN_DECORATION = 3
_SILENT = re.compile(
    r"(?:clang-format (?:on|off)|NOLINT\w*|cppcheck-suppress|lint [-+!]e\d+|PRQA|NOSONAR|LCOV_\w+"
    r"|TODO|FIXME|XXX)\b.*"
    r"|[\W_]+|[\w=, -]+>|(?:#\s*define\b.*|[A-Za-z_]\w*\s*(?:=[^=].*)?,(?:\s*/[/*].*)?)"
)
"""Comments that are not shown: for tools or later work, signs, and code that is commented out."""
_CODE = re.compile(r"^[ \t*]*#[ \t]*define\b.*(?:\n[ \t*/]*)*\Z", re.MULTILINE)
"""A macro that is commented out in the last line of a comment, perhaps below a text about it."""

SENTENCES = re.compile(r"\w\w[.!?]\s+[A-Z]")
_GAP = re.compile(
    r"(?:(?:error )?(?:codes?|numbers?|values?|errors?)\W+|[A-Z][A-Z0-9]*_\w+\W+)?\W*[0-9].*"
    r"\b(?:reserved|unused|unassigned|skipped|removed|retired|obsolete|re-?used?)\b"
    r"|(?:reserved|unused|unassigned|skipped|保留|未使用).*[0-9]",
    re.IGNORECASE,
)
_INTEGER = re.compile(r"(?<!\w)(?:0x[0-9a-f]{1,16}|[0-9]{1,20})(?!\w)", re.IGNORECASE)
_NUMBER = r"([-+]?(?:0[xX][0-9a-fA-F]{1,16}|[0-9]{1,20}))"
_OWN_NUMBER = re.compile(rf"[(\[]?{_NUMBER}(?!-?\w)[)\]]?(?:\s*[-:=–.,]\s)?\s*")
NUMBERS = re.compile(r"(?=\D*\d)(?:0[xX][0-9a-fA-F]+\b|[\W\d_])*")
"""A text that is only numbers."""
_TO = r"\s*(?:to|through|until|bis|-|–|—|~|\.\.+|…|,|到|至)\s*"
_RANGE = re.compile(
    rf"(?:\brange\b|范围|[(\[（])\D{{0,12}}?{_NUMBER}{_TO}{_NUMBER}(?![\w.])"
    rf"|\b(?:errors?|codes?|values?|numbers?)\W{{1,3}}?{_NUMBER}{_TO}{_NUMBER}(?![\w.])"
    rf"|(?<![\w.]){_NUMBER}(?:\s+to\s+|\s*\.\.+\s*){_NUMBER}\W*$",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"\b(?:errors|codes|failures|statuses|results)\b\W*(?:\([^()]*\))?\W*$|错误码?\W*$",
    re.IGNORECASE,
)
_MAX_HEADING = 300
"""Number of characters at the end of a comment in which the words of a heading are searched."""


def joined(lines: str) -> tuple[str, str]:
    """Return a comment whose paragraphs are `lines`, and the version of its deprecation or "".

    White space is folded. A paragraph without punctuation at its end gets a full stop, unless it is
    the last one. The word of a deprecation with a version is left out.
    """
    match = _DEPRECATED.search(lines)
    text = lines.replace("Deprecated: ", "") if match else lines
    found = (" ".join(line.split()) for line in text.split("\n"))
    *before, last = list(filter(None, found)) or [""]
    before = [each if each.endswith(_ENDS) else f"{each}." for each in before]
    return " ".join([*before, last.removesuffix(":")]), match["version"] if match else ""


def paragraphs(comment: str) -> str:
    """Return the paragraphs of `comment` as lines, without markers; nothing if it is silent.

    A doc comment without text is the end of a paragraph.
    """
    body = _MARKER.sub("", comment, count=1)
    if comment.startswith("/*"):
        body = body.removesuffix("*/").rstrip("*")
    is_doc = DOC.match(comment)
    text = " ".join(clean(line) or "\n" for line in body.replace("\\\n", "\n").split("\n"))
    if text.isspace():
        return "\n" if is_doc else ""
    is_code = not is_doc and _CODE.search(body)
    return "" if is_code or _SILENT.fullmatch(" ".join(text.split())) else f"{text} "


def clean(line: str) -> str:
    """Return a line of a comment without stars, rules and doc commands."""
    line = line.strip()
    marker = _MARKER.match(line)
    line = line[marker.end() :] if marker else line
    line = _BOX.sub("", _STAR.sub("", line))
    start = line.lstrip(_DECORATION)
    line = start if len(line.removesuffix(start).strip()) >= _MIN_DECORATION else line
    end = line.rstrip(_DECORATION)
    line = end if len(line.removeprefix(end).strip()) >= _MIN_DECORATION else line
    line = _COMMAND.sub("", line).strip()
    text = _PARAGRAPH.sub(lambda match: f"\n{(match['word'] or '').capitalize()}", line)
    return _NO_SENTENCE.sub(":", text)


def without_number(text: str, value: int) -> str:
    """Return `text`, the comment of a code, without its number `value`; numbers alone are none."""
    if NUMBERS.fullmatch(text):
        return ""
    match = _OWN_NUMBER.match(text)
    return text[match.end() :] if match and abs(_integer(match[1])) == abs(value) else text


def is_heading(text: str, values: Sequence[int]) -> bool:
    """Return True if `text`, above a code with the numbers `values`, is a heading by its words.

    It states a range or has the form of a heading, and is not about other numbers.
    """
    heading = _HEADING.search(text[-_MAX_HEADING:]) and not SENTENCES.search(text)
    return bool(range_of(text) or heading) and not is_about_others(text, values)


def range_of(text: str) -> tuple[int, int] | None:
    """Return the lowest and the highest number of the range in `text`; None if it has none."""
    match = _RANGE.search(text[:_MAX_HEADING])
    if match is None:
        return None
    low, high = (_integer(digits) for digits in match.groups() if digits)
    return min(low, high), max(low, high)


def is_about_others(text: str, values: Sequence[int]) -> bool:
    """Return True if `text` is like ``4 to 9 are reserved``, but `values` are other numbers."""
    text = text[:_MAX_HEADING]
    numbers = [_integer(digits) for digits in _INTEGER.findall(text)]
    if not (_GAP.match(text) and numbers and values):
        return False
    return not any(min(numbers) <= abs(value) <= max(numbers) for value in values)


def _integer(digits: str) -> int:
    return int(digits, 16 if "x" in digits.lower() else 10)
