"""Faults of translations."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from sphinxext.mooncake_errors.checks.translations import translation_problems


def found(original, text, *comments, language="zh_CN"):
    """Return the problems of a translation."""
    catalog = Catalog()
    catalog.add(original, text, user_comments=comments, lineno=12)
    return list(translation_problems(catalog, Path("zh.po"), {original}, language))


def rules(*arguments, **options):
    """Return the rules that a translation breaks."""
    return [problem.rule for problem in found(*arguments, **options)]


def messages(*arguments, **options):
    """Return the problems of a translation."""
    return [problem.message for problem in found(*arguments, **options)]


@pytest.mark.parametrize(
    ("original", "text"),
    [
        ("Invalid key.", "无效的键。"),
        ("No ``A`` in ``B``.", "``B`` 中没有 ``A``。"),
        ("See :mcerr:`-704`.", "参见 :mcerr:`-704`。"),
        ("An entry of the log (OpLog) is gone.", "日志（OpLog）条目已失效。"),
        ("Wait for {count} of %s.", "等待 %s 中的 {count} 个。"),
        ("Port 8080, 1.5 times.", "端口 8080，1.5 倍。"),
        ("It is -704.", "它是 -704。"),
        ("``a.b(c)`` failed: wait.", "``a.b(c)`` 失败：请等待。"),
        ("Calls of ``a``, ``b`` and ``c``.", "``a``、``b`` 和 ``c`` 的调用。"),
        ("50 % of it", "其中 50 %"),
    ],
)
def test_a_sound_translation_has_no_problem(original, text):
    """Order may change, and what stands inside of literals is nobody's business."""
    assert found(original, text) == []


@pytest.mark.parametrize(
    ("original", "text", "rule", "message"),
    [
        ("Call ``A``.", "调用。", "literals", "the translation lacks ``A``"),
        ("Call.", "调用 ``A``。", "literals", "the original has no ``A``"),
        (
            "Call ``A`` twice.",
            "调用 ``B`` 两次。",
            "literals",
            "the original has ``A``, the translation has ``B`` instead",
        ),
        ("``A`` or ``A``.", "``A``。", "literals", "the translation lacks ``A``"),
        (
            "See :mcerr:`-704`.",
            "参见 :mcerr:`-705`。",
            "references",
            "the original has :mcerr:`-704`, the translation has :mcerr:`-705` instead",
        ),
        ("See :mcerr:`X`.", "参见。", "references", "the translation lacks :mcerr:`X`"),
        ("Wait {n} s.", "等待。", "placeholders", "the translation lacks {n}"),
        ("Wait %(n)s s.", "等待。", "placeholders", "the translation lacks %(n)s"),
        (
            "Wait %s.",
            "等待 %d。",
            "placeholders",
            "the original has %s, the translation has %d instead",
        ),
    ],
)
def test_lost_added_and_changed_parts(original, text, rule, message):
    """Literals, references and placeholders are compared as often as they occur."""
    (problem,) = found(original, text)
    assert (problem.rule, problem.message) == (rule, message)
    assert (problem.path, problem.line) == ("zh.po", 12)


def test_braces_that_are_no_placeholders_of_the_original():
    """A percent sign in the translation alone is text."""
    assert found("All of it.", "100 %s 全部。") == []


def test_broken_markup():
    """A stray backquote is named, and nothing else is guessed about such a text."""
    (problem,) = found("Call ``A``.", "调用 `A`。")
    assert problem.rule == "markup"
    assert "`A`" in problem.message


@pytest.mark.parametrize(
    "text", ["RPC", "DFS", "RPCs", "``types.h``", "RdmaEndPoint", "RPC (``X``)", "404", "{n} %s"]
)
def test_what_needs_no_translation(text):
    """Acronyms, identifiers, literals and numbers are the same in every language."""
    assert found(text, text) == []


@pytest.mark.parametrize("text", ["Key", "An RPC failed.", "etcd", "Mooncake Store", "RPC error"])
def test_same_as_the_original(text):
    """Words that were left in English are found, unless a comment says that it is meant."""
    (message,) = messages(text, text)
    assert "# mooncake-errors: same" in message
    assert found(text, text, "a word of the translator", "mooncake-errors: same") == []
    assert rules(text, text, "same") == ["same"]


@pytest.mark.parametrize(
    ("text", "slips"),
    [
        ("未找到,请重试。", ["half-width , should be ， in '未找到,请重试。'"]),
        ("未找到.", ["half-width . should be 。 in '未找到.'"]),
        ("日志(OpLog)。", ["half-width ( should be （", "half-width ) should be ）"]),
        ("错误:RPC。", ["half-width : should be ："]),
        ("RPC:失败。", ["half-width : should be ："]),
        ("RPC, 失败。", ["half-width , should be ，"]),
        ("真的吗?", ["half-width ? should be ？"]),
        ("ＲＰＣ 失败。", ["full-width ＲＰＣ should be half-width"]),
    ],
)
def test_width(text, slips):
    """Half-width punctuation beside Chinese, and full-width Latin, are slips."""
    problems = [problem for problem in found("Original words.", text) if problem.rule == "width"]
    assert len(problems) == len(slips)
    for problem, slip in zip(problems, slips, strict=True):
        assert slip in problem.message


@pytest.mark.parametrize(
    "text",
    [
        "调用 ``X``, 失败。",
        "调用 ``X``.",
        "调用 ``X``: 失败。",
        "接口 (``X``) 失败。",
        "``X``，``X``,失败",
    ],
)
def test_width_around_literals(text):
    """Punctuation that follows a literal in a Chinese sentence is Chinese."""
    assert set(rules(" ".join(["``X``"] * text.count("``X``")), text)) == {"width"}


@pytest.mark.parametrize(
    ("text", "slip"),
    [
        ("调用RPC 失败。", "no space between Chinese and Latin in '调用RPC"),
        ("调用 RPC失败。", "no space between Chinese and Latin"),
        ("返回-704。", "no space between Chinese and Latin"),
        ("第 3个。", "no space between Chinese and Latin"),
        ("调用 RPC ，失败。", "space beside full-width punctuation in"),
        ("调用失败， RPC 失败。", "space beside full-width punctuation in"),
        ("失败。 ", "white space at the start or at the end"),
    ],
)
def test_spacing(text, slip):
    """Chinese and Latin are apart; full-width punctuation brings its own space."""
    assert any(slip in message for message in messages("Original words.", text))
    assert set(rules("Original words.", text)) == {"spacing"}


def test_spacing_around_literals_shows_them():
    """The message shows the literal itself, so that the place is found."""
    (message,) = messages("Call ``A`` or ``B``.", "调用 ``A`` 或``B``。")
    assert message == "no space between Chinese and Latin in '调用 ``A`` 或``B``。'"


def test_japanese_and_others():
    """Japanese sets no spaces beside Latin, has its own comma; other scripts have no such rules."""
    assert found("The RPC failed.", "RPCが失敗した。", language="ja") == []
    (message,) = messages("It failed, wait.", "失敗した,待つ。", language="ja")
    assert message.startswith("half-width , should be 、")
    assert found("It failed, wait.", "Fehler, warten.", language="de") == []
    assert found("It failed, wait.", "실패, 대기.", language="ko") == []
    assert rules("A key failed", "键,失败", language="zh-TW") == ["width"]


def test_excuses():
    """A comment excuses from rules of taste, one or several, and from no other."""
    text = "键,值的RPC"
    assert rules("Words here", text) == ["width", "spacing"]
    assert found("Words here", text, "mooncake-errors: width, spacing") == []
    assert rules("Words here", text, "mooncake-errors: width") == ["spacing"]
    assert rules("Call ``A``.", "调用。", "mooncake-errors: literals") == ["literals", "excuse"]


def test_a_needless_excuse_is_a_problem():
    """A needless exception would hide a later mistake, so it is a problem."""
    (message,) = messages("Invalid key.", "无效的键。", "mooncake-errors: same")
    assert message == "nothing here needs the excuse same: remove it from the comment"
    (message,) = messages("Invalid key.", "无效的键。", "mooncake-errors: spacin")
    assert message.endswith("; did you mean spacing?")


def test_only_what_is_shown_is_judged():
    """Fuzzy translations, those of other texts, and those with a context are left alone."""
    catalog = read_po(
        BytesIO(
            b"""
msgid "used"
msgstr "``u``"

#, fuzzy
msgid "fuzzy"
msgstr "``f``"

msgid "other"
msgstr "``o``"

msgctxt "menu"
msgid "context"
msgstr "``c``"

msgid "empty"
msgstr ""

msgid "plural"
msgid_plural "plurals"
msgstr[0] "``p``"
"""
        )
    )
    texts = {"used", "fuzzy", "context", "empty", "plural"}
    (problem,) = translation_problems(catalog, Path("x.po"), texts, "nl")
    assert str(problem) == "x.po:2:1: literals the original has no ``u``"
