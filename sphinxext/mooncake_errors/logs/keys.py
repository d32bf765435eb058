"""The words that announce an error code in a log: the one table that all searches are made from."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Key:
    """A word before a number or a name, as in ``error_code=-704``."""

    words: str
    """Lower case; a blank stands for a blank, ``_``, ``-`` or nothing."""
    certain: bool = False
    """Whether each registered value is meant: also positive numbers, and names that are ordinary
    words."""


KEYS = (
    *(Key(words, certain=True) for words in ("error code", "err code", "错误码", "错误代码")),
    *(Key(words) for words in ("return code", "ret code", "return value", "ret val")),
    *(Key(words) for words in ("returned", "returns", "return", "ret", "rc")),
    *(
        Key(words)
        for words in ("error", "err", "code", "status", "result", "res", "info", "reason")
    ),
    *(Key(words) for words in ("failed", "failure", "返回", "返回值", "返回码", "返回代码")),
)

FOREIGN_KEYS = (
    *("exit", "exits", "exited", "exiting", "http", "https", "response", "reply", "request"),
    *("status", "signal", "process", "subprocess", "child", "errno", "system", "rpc error:"),
    *("退出", "信号"),
)
"""Words right before a key that is not certain which make its value one of another kind, as in
``exit code``."""

FILLERS = ("with", "a", "an", "the", "by", "non", "zero", "nonzero")
"""Words that may stand between a word of FOREIGN_KEYS and the key."""

FOREIGN_WORDS = (
    *(
        "exit",
        "exits",
        "exited",
        "exiting",
        "process",
        "processes",
        "subprocess",
        "child",
        "signal",
    ),
    *("killed", "terminated", "errno", "waitpid", "CompletedProcess", "HTTP", "http", "GET"),
    *("POST", "PUT", "HEAD", "DELETE", "curl", "退出", "信号", "进程"),
)
"""Words anywhere in a line that make a number of AMBIGUOUS one of another kind."""

SIGNS = (":=", "=>", "->", "==", "::", "=", ":", "：", "is", "was", "of", "with", "为", "是")
"""Words and signs between a key and its value; a blank alone will do."""

PLAIN_GAPS = (" ", "  ", ":", ": ", " : ")
"""Between a key and a value that counts only where the line speaks of the component; with ``=``,
quotes and brackets taken for blanks."""

AMBIGUOUS = ((-133, -1), (1, 599))
"""Ranges of numbers that mean something to any program: negated errno, signals, HTTP."""


def rules() -> dict[str, Any]:
    """Return the whole table as plain data, so that another program can use the same rules."""
    return {
        "keys": [asdict(key) for key in KEYS],
        "foreignKeys": list(FOREIGN_KEYS),
        "fillers": list(FILLERS),
        "foreignWords": list(FOREIGN_WORDS),
        "signs": list(SIGNS),
        "plainGaps": list(PLAIN_GAPS),
        "ambiguous": [list(limits) for limits in AMBIGUOUS],
    }


_FOLDED = str.maketrans(dict.fromkeys("=,([{<>\"'`\t", " ") | {"_": "-"})


def folded(text: str) -> str:
    """Return `text` in lower case, with blanks for most signs and hyphens for underscores."""
    return text.translate(_FOLDED).lower()


def alternatives(words: tuple[str, ...]) -> str:
    """Return a pattern of any of `words`, the longest first; blanks may be ``_``, ``-`` or none."""
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", "[ _-]?") for word in ordered)


_CERTAIN = alternatives(tuple(key.words for key in KEYS if key.certain))
_OTHERS = alternatives(tuple(key.words for key in KEYS if not key.certain))
_INITIALS = "".join(sorted({key.words[0] for key in KEYS}))
_SIGNS = alternatives(tuple(sign for sign in SIGNS if not sign.isalpha()))
_LINKING = alternatives(tuple(sign for sign in SIGNS if sign.isalpha()))
KEYED = re.compile(
    rf"""(?=[{_INITIALS}])(?:(?<![A-Za-z0-9])|(?-i:(?<=[a-z0-9])(?=[A-Z])))
    (?:(?P<certain>{_CERTAIN})|{_OTHERS})(?:e?s)?(?P<gap>
    ["'`]?\ {{0,2}}(?:(?P<sign>{_SIGNS}|(?:{_LINKING})(?![a-z]))\s{{0,2}})?
    (?P<list>[\[({{](?=[^\[\](){{}}]*[,:]))?[\[({{]?\s?["'`]?)
    (?<=[:=\s>"'`(\[{{：\u4e00-\u9fff])(?:\w{{1,99}}(?:\.|::)){{0,5}}
    (?: (?P<number>-?[0-9]{{1,20}}|0x[0-9a-f]{{1,16}})(?![\w%]|\.[0-9])
      | (?(sign)(?=(?P<word>[a-z_]\w{{0,149}}(?:-\w{{1,30}}){{0,9}})(?!\w|::))|(?!)) )
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
"""A key with its value. A word is looked at, not taken: it may be the key of a number."""

_GAP = re.compile(r"[ _-]+")


def is_foreign(before: str) -> bool:
    """Return whether the value of a key with the text `before` it is one of another kind."""
    words = _GAP.split(before.lower())
    while words and (not words[-1] or words[-1] in FILLERS):
        words.pop()
    return " ".join(words).endswith(FOREIGN_KEYS)


FOREIGN_WORD = re.compile(
    rf"(?<![A-Za-z])(?:{alternatives(FOREIGN_WORDS)})(?![A-Za-z]|://)", re.ASCII
)
