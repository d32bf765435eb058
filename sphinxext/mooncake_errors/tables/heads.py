"""Heads of columns in several languages, and the roles of their columns."""

import re
import unicodedata
from typing import Literal, get_args

Role = Literal[
    "code", "description", "details", "causes", "actions", "group", "since", "retry", "skip"
]
"""The role of a column; ``code`` is for names, numbers or both, ``skip`` for none."""
ROLES: dict[str, Role] = {"name": "code", "value": "code", **{r: r for r in get_args(Role)}}
"""The roles by the words for them."""

_TEXTS = ("description", "meaning", "message", "details", "remark")
"""Kinds of texts, the best description first; the others become details."""
_WORDS = {
    "description": """
        description, descriptions, desc, error description, definition, summary, 说明, 描述,
        错误描述, 错误说明, 說明, 錯誤說明, 錯誤描述, 説明, beschreibung, fehlerbeschreibung,
        erläuterung, 内容, エラー内容, エラーの説明""",
    "meaning": """
        meaning, what it means, explanation, condition, usage, interpretation, 含义, 解释, 意义,
        错误含义, 释义, 语义, 含義, 解釋, 意義, 意味, bedeutung, erklärung, when, trigger""",
    "message": """
        message, error message, text, error text, msg, error, errors, reason, message text, string,
        error string, errmsg, 错误信息, 错误消息, 消息, 消息内容, 信息, 提示, 提示信息, 报错信息,
        错误提示, 错误, 错误内容, 錯誤訊息, 訊息, 訊息內容, 錯誤, エラーメッセージ, メッセージ,
        エラー, meldung, fehlermeldung, fehlertext, fehler, bezeichnung, fehlerbezeichnung""",
    "details": """
        details, detail, more information, additional information, 详情, 详细信息, 详细说明,
        詳細, 詳細説明, 詳細說明, einzelheiten, detailed description, long description, info,
        information""",
    "remark": """
        remark, remarks, note, notes, comment, comments, 备注, 注释, 附注, 備註, 註解, 備考,
        注記, anmerkung, anmerkungen, bemerkung, bemerkungen, hinweis, hinweise, kommentar""",
    "group": """
        group, category, class, module, area, component, section, subsystem, 组别, 分组, 组,
        类别, 分类, 模块, 错误分类, 错误类别, 組別, 分組, 類別, 分類, 模組, 区分, 分野, gruppe,
        fehlergruppe, kategorie, bereich, klasse, グループ, カテゴリ""",
    "code": """
        return value, return code, return, returns, code, codes, error code, error codes,
        status, status code, exit code, exit status, result code, name, error name, code name,
        symbolic name, constant, macro, symbol, enumerator, enum, variant, identifier, id, error id,
        status code name, error code name, errno, mnemonic, define, number, value, error number,
        numeric value, no, int, integer, error value, numeric code, hex, hex code, hexadecimal,
        errcode, retcode, rtncode, 返回代码, 响应码, 异常码, 业务码, 枚举名, 枚举名称, 命名, 码值,
        错误标识, 宏名, 宏名称, decimal, dec, 返回值, 返回码, 错误码, 错误码id, 错误代码, 错误编码,
        状态码, 退出码, 代码, 错误编号, 错误号, 码, 名称, 名字, 错误名称, 错误码名称, 英文名,
        英文名称, 英文标识, 错误名, 宏, 宏定义, 常量, 常量名, 枚举, 枚举值, 标识符, 标识, 值, 数值,
        取值, 数字, 编号, 错误值, 错误码值, 十进制, 十六进制, 返回碼, 錯誤碼, 錯誤代碼, 錯誤編號,
        狀態碼, 代碼, 名稱, 錯誤名稱, 常數, 數值, 編號, 傳回值, 回傳值, 巨集, 列舉, 十六進位,
        コード, エラーコード, エラー番号, 番号, 名前, エラー名, 定数, 定数名, 戻り値,
        終了コード, ステータスコード, fehlercode, fehlernummer, rückgabewert, rückgabecode,
        nummer, nr, wert, bezeichner, fehlername, konstante, statuscode, errorcode, errorname""",
    "causes": """
        cause, causes, cause of error, cause of the error, reasons, why, 原因, 原因分析, 原因说明,
        原因描述, ursache, ursachen, grund""",
    "actions": """
        action, actions, solution, solutions, resolution, resolutions, remedy, fix, what to do,
        cure, recommendation, troubleshooting, recovery, workaround, handling, mitigation,
        suggestion, suggestions, workarounds, remedies, how to resolve, 处理说明, 解决说明,
        解决方法, 解决方案, 解决办法, 处理方法, 处理办法, 解决措施, 处理措施, 处理方式, 建议, 解决,
        排查方法, 应对措施, 解決方法, 解決方案, 解決辦法, 處理方式, 處理方法, 建議, 対処,
        対処方法, 対処法, 対策, 対応, 対応方法, 解決策, 処置, abhilfe, behebung, lösung,
        massnahme, massnahmen""",
    "since": """
        since, since version, introduced, introduced in, added in, version added, 起始版本,
        引入版本, 版本, 導入バージョン, バージョン, seit, ab version""",
    "retry": """
        retry, retryable, can retry, retriable, 是否可重试, 可重试, 重试, 可重試, 重試,
        リトライ, 再試行, wiederholbar""",
    "type": """
        type, error type, kind, 类型, 错误类型, 類型, 錯誤類型, 種類, typ, fehlertyp""",
}
"""Heads of columns, or their ends, by the kind of their content; a type is a name or a group."""
_KINDS = {
    " ".join(head.split()): kind for kind, heads in _WORDS.items() for head in heads.split(",")
}
HEADS: dict[str, Role] = {
    head: "group" if kind == "type" else "description" if kind in _TEXTS else kind  # type: ignore[misc]
    for head, kind in _KINDS.items()
}
"""The role of each known head, by its canonical form."""
_OTHERS = frozenset(("http", "https", "grpc", "sqlstate", "severity", "level", "posix", "log"))
"""Words of heads that are not about codes, e.g. ``HTTP status``."""
_ASIDE = re.compile(r"[(（\[][^()（）\[\]]*[)）\]]|\^[0-9]+")
_BOTH = re.compile(
    r"[/／、|&和与及]|(?i:\b(?:and|und)\b)"
    r"|(?<=[^\x00-\x7f])\s+(?=[\x00-\x7f])|(?<=[\x00-\x7f])\s+(?=[^\x00-\x7f])"
)
"""Separates a head in two languages, or of two meanings, e.g. ``Cause and remedy``."""

_HEXADECIMAL = re.compile("(?i)hex|十六进|十六進|16進")
_DIGITS = re.compile(r"\A[0-9A-Fa-f]+\Z|\b[0-9][0-9A-Fa-f]*\b")
"""Hexadecimal numbers in a cell; one that begins with a letter is alone, as it may be a name."""


def head_role(head: str, *, any_code: bool = False) -> Role | None:
    """Return the role of the column under `head`, or None.

    With `any_code` a code of HTTP or of another protocol is a code too.
    """
    is_other = not any_code and _OTHERS.intersection(re.findall("[a-z]+", _folded(head)))
    for words in ([canonical(head)], map(canonical, _BOTH.split(head))):
        roles = [HEADS[word] for word in words if word in HEADS]
        if roles := [role for role in roles if role != "code" or not is_other]:
            return min(roles, key=lambda role: role == "code")
    if is_other:
        return None
    plain = canonical(head)
    parts = plain.split()
    tails = [" ".join(parts[start:]) for start in range(1, len(parts))[:5]]  # after 5 words at most
    tails += [tail for size in range(8, 2, -1) if not (tail := plain[-size:]).isascii()]
    tails += [plain[-2:]] if HEADS.get(plain[-2:]) in {"description", "causes", "actions"} else []
    return next((HEADS[tail] for tail in tails if tail in HEADS), None)


def canonical(head: str) -> str:
    """Return `head` without case, punctuation, marks of notes and text in parentheses.

    A head without other words, such as ``#``, is returned as it is.
    """
    plain = _ASIDE.sub(" ", _folded(head))
    return " ".join(re.sub(r"[\W_]+", " ", plain).split()) or head.strip()


def _folded(head: str) -> str:
    return unicodedata.normalize("NFKC", head).casefold()


def with_prefix(head: str, text: str) -> str:
    """Return the cell `text` with ``0x`` before numbers that are hexadecimal by their `head`."""
    is_plain = _HEXADECIMAL.search(head) and "0x" not in text.lower()
    return _DIGITS.sub(r"0x\g<0>", text) if is_plain else text


def rank(head: str) -> int:
    """Return the rank of a column of texts under `head`; 0 is the best description."""
    kind = _KINDS.get(canonical(head))
    return _TEXTS.index(kind if kind in _TEXTS else "message")


def is_ambiguous(head: str) -> bool:
    """Return whether a column under `head` may have names instead of texts."""
    kind = _KINDS.get(canonical(head))
    return kind in {"type", "message"} or (kind is None and head_role(head) == "description")
