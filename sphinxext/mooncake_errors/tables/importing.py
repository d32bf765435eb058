"""Registry files made from the rows of tables."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path
from typing import Any

import yaml

from sphinxext.mooncake_errors.registry.load import load_documents
from sphinxext.mooncake_errors.registry.model import LONGEST_ID, RESERVED_IDS
from sphinxext.mooncake_errors.registry.problems import Problem, RegistryError
from sphinxext.mooncake_errors.tables.rows import Found, Row

_WIDTH = 98


class _Dumper(yaml.SafeDumper):
    """Writes each long text over several lines."""


_Dumper.add_representer(
    str,
    lambda dumper, text: dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, ">" if len(text) > _WIDTH - 20 else None
    ),
)


@dataclass(slots=True)
class Draft:
    """A component to be written, with the problems of its rows."""

    id: str
    title: str
    groups: dict[str, list[Row]] = field(default_factory=dict)
    """The rows with codes, by the title of their group."""
    problems: list[Problem] = field(default_factory=list)
    _first: dict[tuple[str, Any], str] = field(default_factory=dict)
    """The path and the line of the first row with each name and each number."""

    def add(self, row: Row, fallback: str) -> None:
        """Add the code of `row` to its group, or to the group `fallback` if it names none."""
        if row.value is None:
            message = f"{row.name} has no number here; a registry with it may be given"
            self.problems.append(row.problem("no-number", message))
            return
        keys = [("number", row.value), *([("name", row.name)] if row.name else [])]
        for kind, key in keys:
            if (kind, key) in self._first:
                message = f"duplicate {kind} {key}, first in {self._first[kind, key]}"
                self.problems.append(row.problem(f"duplicate-{kind}", message))
                return
        self._first.update(dict.fromkeys(keys, f"{row.code.path}:{row.code.line}"))
        self.groups.setdefault(row.group.text if row.group else fallback, []).append(row)

    def text(self, language: str | None, rounds: int = 4) -> str:
        """Return the content of the registry file, whose texts are in `language`.

        Rows that the loader refuses become problems and are left out in the next attempt. Empty if
        no row is left, or if there are still problems after as many attempts as `rounds`.
        """
        text, starts = self._written(language)
        if not (starts and rounds):
            return ""
        try:
            load_documents([self.id], lambda _: text)
        except RegistryError as error:
            self._refuse(error.problems, starts)
            return self.text(language, rounds - 1)
        return text

    def _refuse(self, problems: Iterable[Problem], starts: list[int]) -> None:
        """Leave out the rows with `problems`; `starts` are the first lines of all codes."""
        rows = [(group, row) for group in self.groups.values() for row in group]
        refused = {max(bisect_right(starts, problem.line) - 1, 0): problem for problem in problems}
        for number, problem in refused.items():
            group, row = rows[number]
            self.problems.append(row.problem(problem.rule, problem.message))
            group.remove(row)

    def _written(self, language: str | None) -> tuple[str, list[int]]:
        """Return the content of the file, and the first line of each code."""
        filled = {title: rows for title, rows in self.groups.items() if rows}
        groups = [
            {"id": id_, "title": title, "codes": [_code(row) for row in rows]}
            for id_, (title, rows) in zip(_ids(filled, "group"), filled.items(), strict=True)
        ]
        head = {"component": self.id, "title": self.title}
        above = _yaml({**head, "language": language} if language else head)
        below = re.sub("^- ", "\n- ", _yaml({"groups": groups}), flags=re.MULTILINE)
        lines = enumerate(below.split("\n"), 1 + above.count("\n"))
        return above + below, [number for number, line in lines if line.startswith("  - ")]


def drafts(found: Found, component: str | None) -> list[Draft]:
    """Return a draft for each heading above tables in `found`, or one called `component`."""
    titles = {table.heading: table.title for table, _ in found}
    if component is not None:
        given = [table for table, _ in found if table.heading.text]
        title = (given[0].top_title if len(titles) > 1 else given[0].title) if given else component
        result = dict.fromkeys(titles, Draft(component, title))
    else:
        fallback = _slug(Path(found[0][0].heading.path).stem) or "errors" if found else ""
        made = map(Draft, _ids(titles.values(), fallback), titles.values())
        result = dict(zip(titles, made, strict=True))
    for table, rows in found:
        for row in rows:
            result[table.heading].add(row, table.title)
    for heading, draft in result.items():
        if heading.text and titles[heading] not in {draft.title, *draft.groups}:
            message = f"the heading {titles[heading]!r} is left out: it is the group of no code"
            draft.problems.append(heading.problem("empty-group", message))
    return list({draft.id: draft for draft in result.values()}.values())


def _code(row: Row) -> dict[str, Any]:
    name = {"name": row.name} if row.name else {}
    return {**name, "value": row.value, "description": row.description.text, **row.more}


def _yaml(content: dict[str, Any]) -> str:
    return yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH)


def _ids(titles: Iterable[str], fallback: str) -> Iterator[str]:
    """Yield a unique id for each of `titles`, made from its Latin words or from `fallback`."""
    used = {*RESERVED_IDS}
    for title in titles:
        base = _slug(title) or fallback
        names = chain([base], (f"{base}-{number}" for number in count(2)))
        id_ = next(name for name in names if name not in used)
        used.add(id_)
        yield id_


def _slug(title: str) -> str:
    words = re.findall(r"[a-z0-9]+", title.lower())
    slug = re.sub(r"^[0-9-]+", "", "-".join(words))
    return slug[: LONGEST_ID - 10].strip("-")
