"""The words that announce an error code in a log: the one table that all searches are made from.

The script of filter and search takes some of its patterns, so they are in JavaScript's syntax.
"""

import re

CERTAIN_KEYS = ("error code", "err code", "错误码", "错误代码", "錯誤碼", "錯誤代碼")
OTHER_KEYS = (
    *("error", "err", "code", "status", "result", "res", "info", "reason", "failed", "failure"),
    *("returned", "returns", "return", "ret", "rc", "rv", "ec", "error number", "fail"),
    *("hresult", "hr", "ntstatus", "assert", "which is"),
    *("返回", "错误", "报错", "报错码", "报错代码", "失败", "原因", "结果", "状态码"),
    *("錯誤", "失敗", "結果", "狀態碼", "返回碼", "返回代碼", "回傳", "回傳值", "回傳碼"),
    *("return code", "ret code", "return value", "ret val", "返回值", "返回码", "返回代码"),
)
KEYS = (*CERTAIN_KEYS, *OTHER_KEYS)
"""Words before a number or a name, as in ``error_code=-704``, in lower case; a blank stands for a
blank, ``_``, ``-`` or nothing. Behind those of CERTAIN_KEYS any registered value counts, also a
positive number and an ordinary word."""

EXIT_KEYS = (
    *("exit", "exits", "exited", "exiting", "signal", "process", "subprocess", "child", "errno"),
    *("退出", "信号", "信號"),
)
"""Words right before a key that make its value no code of ours, as in ``exit code``."""

ANSWER_KEYS = (
    *("http", "https", "response", "reply", "request", "status", "system", "rpc error:"),
    *("grpc", "grpc.", "provider", "urma", "get last", "win", "win32", "windows"),
)
"""Words right before a key that make its value no code of ours, unless it is negative."""

FILLERS = ("with", "a", "an", "the", "by", "non", "zero", "nonzero")
"""Words that may stand between a word of EXIT_KEYS or ANSWER_KEYS and the key."""

_FOREIGN_WORDS = (
    *(*EXIT_KEYS, "processes", "killed", "terminated", "waitpid", "CompletedProcess", "进程"),
    *("HTTP", "http", "GET", "POST", "PUT", "HEAD", "DELETE", "curl"),
    *("npm", "MPI_ABORT", "FAILED: [code", "segfault", "traps", "200 OK", "status 200"),
    *("BadRequestError", "InternalServerError"),
)
"""Words anywhere in a line that make a number of AMBIGUOUS no code of ours."""

PLAIN_GAPS = (" ", "  ", "   ", ":", ": ", " :", " : ")
"""Between a key and a value that counts only where the line speaks of the component; with ``=``,
quotes and brackets taken for blanks."""

AMBIGUOUS = range(-133, 600)
"""Numbers that mean something to any program: negated errno, signals, HTTP."""


def alternatives(words: tuple[str, ...]) -> str:
    """Return a pattern of any of `words`, the longest first; blanks may be ``_``, ``-`` or none."""
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", "[ _-]?") for word in ordered)


def before_key(words: tuple[str, ...]) -> str:
    """Return a pattern of any of `words` right before a key."""
    return rf"(?:{alternatives(words)})(?:[ _-]+(?:{alternatives(FILLERS)}))*[ _-]*$"


SIGNS = r"was:|is:|:=|=>|->|==|::|[为為是了][：:]|[=:：>|]"
LINKING = "with|was|is|of|[为為是了]"
"""Signs and words between a key and its value; a blank alone will do."""

TYPED_KEY = (
    rf"(?<![A-Za-z0-9])(?:({alternatives(CERTAIN_KEYS)})|{alternatives(OTHER_KEYS)})(?:e?s)?"
    rf"[\"'`]?\s{{0,2}}(?:(?:{SIGNS}|{LINKING})\s{{0,2}})?"
    r"(?:[\[({](?!\d+[-:/])[-\s,0-9]*)?[\"'`]?$"
)
"""A key at the end of a text, with all that may stand between it and a value.

The first group is a key of CERTAIN_KEYS.
"""
FOREIGN_BEFORE_KEY = rf"{before_key((*EXIT_KEYS, *ANSWER_KEYS))}|[a-z0-9]_$"
"""Words before a key that make a positive number no code of ours, and the beginning of a longer
name, as in ``hccl_result``."""
FOREIGN_NUMBER = (
    r"^(?:失[败敗]|(?:info|assert|which is:)\s[0-9]|error\s[0-9]+\s---|fail[^:：0-9]*[0-9]"
    r"|[^0-9]*(?:\[\W?[0-9]{1,3}(?![0-9,])|[0-9]{1,3}(?:\s?:|\s-)\s?[A-Za-z]))"
)
"""A key with a positive number that is no code of ours: a level, as in ``INFO 5`` and, before a
process, ``ERROR 1 ---``; what a test counts, as in ``assert 3 == 2`` and ``failed=5``; or an errno,
alone in brackets or with a message behind it: ``error code 22:Invalid argument`` and, as glog ends
a line, ``Input/output error [5]``."""
FOREIGN_WORD = (
    rf"(?<![A-Za-z])(?:{alternatives(_FOREIGN_WORDS)})(?![A-Za-z]|://)|\*\*\* \[|^with errorcode"
)
"""Any of these words, the mark of make before what failed, or the second line of MPI_ABORT."""
