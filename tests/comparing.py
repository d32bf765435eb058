"""Comparison of the files of builds."""

from __future__ import annotations

import json


def files(folder):
    """Return the paths of all files below `folder` that a reader can get."""
    hidden = {".buildinfo", ".doctrees"}
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in found if path.name not in hidden)


def content(path):
    """Return the content of a file for a comparison.

    In an updated search index Sphinx itself leaves words without pages, and forgets the index
    entries of pages that it did not write again; neither has to do with error codes.
    """
    if path.name != "searchindex.js":
        return path.read_bytes()
    text = path.read_text(encoding="utf-8")
    index = json.loads(text[text.index("(") + 1 : text.rindex(")")])
    del index["indexentries"]
    for words in (index["terms"], index["titleterms"]):
        for word in [word for word, pages in words.items() if pages == []]:
            del words[word]
    return index


def differences(built, clean):
    """Return the files of `clean` that are others in `built`.

    Sphinx itself leaves the output of pages that are gone; nothing links there.
    """
    names = files(clean)
    return [
        n for n in names if not (built / n).exists() or content(built / n) != content(clean / n)
    ]
