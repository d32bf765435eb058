"""Reads the values behind keys, such as ``error_code=-704``, in lines of logs."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from sphinxext.mooncake_errors.logs.words import (
    ANSWER_KEYS,
    CERTAIN_KEYS,
    EXIT_KEYS,
    FOREIGN_BEFORE_KEY,
    FOREIGN_NUMBER,
    KEYS,
    LINKING,
    OTHER_KEYS,
    PLAIN_GAPS,
    SIGNS,
    alternatives,
    before_key,
)

COLOR = r"\[[0-9;:]+m(?!\w*\])"
"""A change of color as web pages show it, without the control character; not as in ``[5ms]``."""
_STARTS = ("\x1b", r"\^\[", "#033", r"\\(?:033|u001[bB]|x1[bB]|e)")
"""The control character before it, also escaped as in a terminal, a syslog, C or JSON."""
_COLOR = re.compile("|".join((*(rf"{start}(?:\[[0-9;:]*[mK]|\(B)" for start in _STARTS), COLOR)))
_ESCAPES = (
    *(("\\\\", "\\"), ("\\\\", "\\"), ('\\"', '"'), ('""', '"')),
    *((space, " ") for space in ("\\n", "\\r", "\\t", "#011", "#012")),
)
"""Characters as JSON, CSV and syslog escape them, also in a string within a string."""
_UNICODE = re.compile(r"\\u((?!00[01])[0-9A-Fa-f]{4})")
"""A character as JSON escapes it, but no control character."""
_FOLDED = str.maketrans(dict.fromkeys("=,([{<>\"'`\t", " ") | {"_": "-"})


def folded(text: str) -> str:
    """Return `text` in lower case, with blanks for most signs and hyphens for underscores."""
    return text.translate(_FOLDED).lower()


def unescaped(text: str) -> str:
    """Return `text` without colors and the escapes of logs; ends of lines become blanks."""
    for escape, character in _ESCAPES:
        text = text.replace(escape, character)
    return _UNICODE.sub(lambda match: chr(int(match[1], 16)), _COLOR.sub("", text))


NUMBER = "-?0x[0-9A-Fa-f]{1,16}|-?[1-9][0-9]{0,19}|0"
_INITIALS = "".join(sorted({key[0] for key in KEYS}))
_KEYED = re.compile(
    rf"""(?=[{_INITIALS}])(?:(?<![A-Za-z0-9])|(?-i:(?<=[a-z0-9])(?=[A-Z]))|(?=[\u4e00-\u9fff]))
    (?:(?P<certain>{alternatives(CERTAIN_KEYS)})|{alternatives(OTHER_KEYS)})(?:e?s|[0-9])?(?P<gap>
    (?:\ for\ \S{{1,200}}(?::\ expected\ [0-9]{{1,20}},\ got(?=\ -)|(?=:\ -))
      |(?<=failed):\ .{{1,120}}\ \((?=-[0-9]{{3,5}}\ vs\.)
      |(?<=failed)\ (?:[^:=]|:(?!\ )){{1,120}}(?=:\ (?:-(?!1..\b)[0-9]{{3,5}}["\s}}]*$|\[\()))?
    (?:["'`](?:\ value)?|(?:\[[0-9]{{1,9}})?[\])](?=\ ?[:=]))?
    (?:[\ \t]{{0,40}}(?P<sign>{SIGNS}|(?:{LINKING})(?![a-z]))\s{{0,40}}|\ ?)
    (?P<list>[\[({{](?=[^\[\](){{}}]*[,:]))?
    (?:\[\((?:"[^"]{{0,999}}"|'[^']{{0,999}}'),|[\[({{（【])?\s?["'`]?)
    (?<=[:=\s>|"'`(\[{{：（【\u4e00-\u9fff])(?:[a-z_]\w{{0,98}}(?:\.|::)){{0,5}}
    (?: (?<![0-9]\.)(?P<number>{NUMBER})(?![\w%#]|[-.:/][0-9])
      | (?(sign)(?<![^-=]>)(?=(?P<word>[a-z_]\w{{0,149}}(?:-\w{{1,30}}){{0,9}})(?!\w|::))|(?!)) )
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
"""A key with its value, or with a list of pairs, as in ``failures=[('name', -704)]``. An object may
stand between, as in ``put failed for KEY: -704``, or what failed, as in ``Failed to put: -704`` at
the end of a line or ``Check failed: rc == 0 (-704 vs. 0)``, unless it may be an errno. A word is
looked at, not taken: it may be the key of a number. In XML, as in ``<Code>InvalidArgument</Code>``,
a word is no value."""

_FOREIGN = re.compile(before_key((*EXIT_KEYS, *ANSWER_KEYS)), re.IGNORECASE)
_FOREIGN_POSITIVE = re.compile(FOREIGN_BEFORE_KEY, re.IGNORECASE)
_FOREIGN_NEGATIVE = re.compile(before_key(EXIT_KEYS), re.IGNORECASE)
_COUNT = re.compile(FOREIGN_NUMBER, re.IGNORECASE)
_REACH = 40
"""Number of characters before a key in which these words are looked for."""
_UNSIGNED = len("0x80000000")
"""The least number of characters of a negative number that is printed as unsigned."""
_ENDED = re.compile(r"""["'`)\]},.;]*(?:\s*\Z|[)\]};,]|:\s|\s+[(\[\w]+=)""")


class Keyed(NamedTuple):
    """A value behind a key."""

    text: str
    certain: bool
    """Whether any registered value counts behind the key."""
    plain: bool = False
    """Whether one of PLAIN_GAPS is between them."""
    ended: bool = True
    """Whether this is not the first word of a sentence."""


def keyed(line: str) -> Iterator[Keyed]:
    """Yield the values behind keys in `line`, also those in a list or a mapping."""
    for match in _KEYED.finditer(line):
        certain = bool(match["certain"])
        if _is_foreign(match):
            continue
        if match["list"]:
            inside = re.split(r"[\[\](){}]", line[match.end("list") :], maxsplit=1)[0]
            for item in inside.split(","):
                text = item.rpartition(":")[2].strip(" \t\"'`")
                yield Keyed(text, certain=certain and text.startswith("-"))
        else:
            plain = folded(match["gap"]) in PLAIN_GAPS
            ended = bool(_ENDED.match(line, max(match.end(), match.end("word"))))
            yield Keyed(match["number"] or match["word"], certain, plain, ended)


def _is_foreign(match: re.Match[str]) -> bool:
    """Return whether the value of a `match` of _KEYED is no code of ours."""
    number = match["number"] or ""
    before = match.string[max(0, match.start() - _REACH) : match.start()]
    if number.startswith("-") or len(number) >= _UNSIGNED:
        foreign = _FOREIGN_NEGATIVE
    else:
        foreign = _FOREIGN_POSITIVE if number.isdigit() else _FOREIGN
    if not match["certain"] and foreign.search(before):
        return True
    behind = match.string[match.end() : match.end() + 4]  # room for " : " and a letter
    return not match["list"] and number.isdigit() and bool(_COUNT.search(match[0] + behind))
