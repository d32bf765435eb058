"""Comparison of translations with their originals; their punctuation and spaces."""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path

from sphinxext.mooncake_errors.catalogs.files import PoCatalog, is_translation
from sphinxext.mooncake_errors.registry.characters import FORBIDDEN, not_allowed
from sphinxext.mooncake_errors.registry.problems import Problem, did_you_mean
from sphinxext.mooncake_errors.registry.text import Span, TextError, spans

Spans = tuple[Span, ...]

_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z](?![a-z])|\{\w*\}", re.IGNORECASE)
_WORD = re.compile(r"[^\W_][\w'-]*")
_NAME = re.compile(r"[A-Z0-9_-]+s?|.*(?:[a-z][A-Z]|[0-9_]).*")
"""Words that need no translation: RPC, DFS, RPCs, RdmaEndPoint, clock_gettime, 404."""
_SAME = (
    "the translation is the same as the original; where that is right, say so in a comment above "
    "it: # mooncake-errors: same"
)
_EXCUSE = re.compile(r"mooncake-errors:(.*)")
_MARK = "\ue000"
"""A private-use character in the place of a literal or reference, which is not checked."""
_MARKUP = {"literal": "``{}``", "reference": ":mcerr:`{}`"}
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CJK = f"々〆\u3041-\u30ff{_HAN}"
_FULL = "\u3001\u3002\u3008-\u3011\u3014-\u301b\uff01\uff08\uff09\uff0c\uff0e\uff1a\uff1b\uff1f"
_LATIN = rf"A-Za-z0-9{_MARK}"
_FORMS = {
    "zh": dict(zip(",.:;!?()", "，。：；！？（）", strict=True)),
    "ja": dict(zip(",.:;!?()", "、。：；！？（）", strict=True)),
}
_STOP = r"[,.:;!?]"

_HALF_WIDTH = re.compile(
    rf"(?<=[{_CJK}{_MARK}]){_STOP}"  # 未找到, or ``A``:
    rf"|{_STOP}(?=[{_CJK}])"  # OpLog:未找到
    rf"|(?<=[A-Za-z0-9])[,:;!?](?= +[{_CJK}])"  # OpLog, 未找到
    rf"|(?<=[{_CJK}{_FULL}{_MARK}])[()]"  # 日志(OpLog
    rf"|[()](?=[{_CJK}{_FULL}{_MARK}])"  # OpLog)的
)
_FULL_WIDTH = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+")
_NO_SPACE = re.compile(rf"[{_HAN}](?=-?[{_LATIN}])|[{_LATIN}](?=[{_HAN}])")
_NEEDLESS_SPACE = re.compile(rf" (?=[{_FULL}])|(?<=[{_FULL}]) ")
_SLIPS = (
    ("width", _HALF_WIDTH, "half-width {found} should be {right}"),
    ("width", _FULL_WIDTH, "full-width {found} should be half-width"),
    ("spacing", _NEEDLESS_SPACE, "space beside full-width punctuation"),
    ("spacing", _NO_SPACE, "no space between Chinese and Latin"),  # no fault in Japanese
)

EXCUSABLE = ("same", "width", "spacing")
"""Rules that a comment such as ``# mooncake-errors: same, width`` above a translation disables."""


def translation_problems(
    catalog: PoCatalog, path: Path, texts: Collection[str], language: str
) -> Iterator[Problem]:
    """Yield the problems of the translations of `texts` in `catalog`, the file `path`.

    They are in `language`, e.g. ``zh_CN``; fuzzy ones are left out. A comment above a translation
    disables rules; one that is not needed, or that names none of these, is itself a fault. A
    ``.mo`` file has no comments, so it is not checked for what they can disable.
    """
    for message in catalog:
        if not is_translation(message) or message.fuzzy or message.id not in texts:
            continue
        comments = filter(None, map(_EXCUSE.match, message.user_comments))
        excused = {word for comment in comments for word in re.findall(r"[^\s,]+", comment[1])}
        found = list(_faults(str(message.id), str(message.string), language))
        needed = excused.intersection(EXCUSABLE, (rule for rule, _ in found))
        hidden = EXCUSABLE if path.suffix == ".mo" else needed
        faults = [fault for fault in found if fault[0] not in hidden]
        for word in sorted(excused - needed):
            fault = f"no translation can be excused from {word}{did_you_mean(word, EXCUSABLE)}"
            if word in EXCUSABLE:
                fault = f"nothing here needs the excuse {word}: remove it from the comment"
            faults.append(("excuse", fault))
        yield from (Problem(str(path), message.lineno or 1, 1, *fault) for fault in faults)


def _faults(original: str, text: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield the rule and the text of each fault of the translation `text`."""
    if bad := FORBIDDEN.search(text):
        yield "character", not_allowed(bad)
    parts = spans(original)
    try:
        translated = spans(text)
    except TextError as error:
        yield "markup", f"{error}: {text[error.offset :][:20]}"
        return
    theirs = _marks(translated)
    for rule, ours in _marks(parts).items():
        lost = ", ".join((ours - theirs[rule]).elements())
        added = ", ".join((theirs[rule] - ours).elements())
        if lost and added:
            yield rule, f"the original has {lost}, the translation has {added} instead"
        elif lost:
            yield rule, f"the translation lacks {lost}"
        elif added and (ours or rule != "placeholders"):  # what looks like one may be plain text
            yield rule, f"the original has no {added}"
    if text.strip() == original:
        words = _WORD.findall(_PLACEHOLDER.sub(" ", _plain(parts)))
        if not all(map(_NAME.fullmatch, words)):
            yield "same", _SAME
        return
    if text != text.strip():
        yield "spacing", "white space at the start or at the end"
    yield from _typography_faults(translated, re.split("[-_]", language)[0].casefold())


def _marks(parts: Spans) -> dict[str, Counter[str]]:
    """Return the literals, references and placeholders of a text as they are written."""
    found = {
        f"{kind}s": Counter(form.format(span.text) for span in parts if span.kind == kind)
        for kind, form in _MARKUP.items()
    }
    return found | {"placeholders": Counter(_PLACEHOLDER.findall(_plain(parts)))}


def _plain(parts: Spans) -> str:
    return "\n".join(span.text for span in parts if span.kind == "plain")


def _typography_faults(parts: Spans, language: str) -> Iterator[tuple[str, str]]:
    """Yield kind (``width`` or ``spacing``) and description of each fault of a translation.

    Only Chinese and Japanese are checked. A fault is shown with five characters around it, and
    with the literals and references there.
    """
    text = "".join(span.text if span.kind == "plain" else _MARK for span in parts)
    if language not in _FORMS or not re.search(f"[{_CJK}]", text):
        return
    marked = [_MARKUP[span.kind].format(span.text) for span in parts if span.kind in _MARKUP]
    for rule, pattern, slip in _SLIPS if language == "zh" else _SLIPS[:-1]:
        for match in pattern.finditer(text):
            start = max(match.start() - 5, 0)
            inside = iter(marked[text.count(_MARK, 0, start) :])
            around = text[start : match.end() + 5]
            shown = "".join(next(inside, "") if char == _MARK else char for char in around)
            found = slip.format(found=match[0], right=_FORMS[language].get(match[0]))
            yield rule, f"{found} in {shown!r}"
