"""Registry files made from the rows of tables."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate, chain, count
from pathlib import Path
from typing import Any

from sphinxext.mooncake_errors.registry.editing import block
from sphinxext.mooncake_errors.registry.load import load_documents
from sphinxext.mooncake_errors.registry.model import LONGEST_ID, RESERVED_IDS
from sphinxext.mooncake_errors.registry.problems import Problem, RegistryError
from sphinxext.mooncake_errors.tables.cells import Cell
from sphinxext.mooncake_errors.tables.rows import Found, Row


@dataclass(eq=False, slots=True)
class Draft:
    """A component to be written, with the problems of its rows."""

    id: str
    title: str
    headings: list[Cell] = field(default_factory=list)
    """The headings that become its groups."""
    groups: dict[str, list[Row]] = field(default_factory=dict)
    """The rows with codes, by the title of their group."""
    problems: list[Problem] = field(default_factory=list)

    def text(self, language: str | None) -> str:
        """Return the content of the registry file, whose texts are in `language`.

        Rows that the loader refuses become problems and are left out. Empty if no row is left.
        """
        more = {"language": language} if language else {}
        head = {"component": self.id, "title": self.title, **more}
        while self.groups:
            ids = _ids(_slug(title) or "group" for title in self.groups)
            groups = tuple(
                {"id": id_, "title": title, "codes": tuple(map(_code, rows))}
                for id_, (title, rows) in zip(ids, self.groups.items(), strict=True)
            )
            text = "\n".join([*block({**head, "groups": groups}), ""])
            try:
                load_documents([self.id], {self.id: text}.__getitem__)
            except RegistryError as error:
                self._refuse(error.problems, text)
            else:
                return text
        return ""

    def _refuse(self, problems: Iterable[Problem], text: str) -> None:
        """Leave out the rows with `problems`, whose lines are those of `text`.

        A duplicate of a row that is left out stays.
        """
        starts = accumulate(line.startswith("  - ") for line in text.split("\n"))
        index = [0, *(max(number - 1, 0) for number in starts)]
        codes = [(rows, row) for rows in self.groups.values() for row in rows]
        refused: dict[int, Problem] = {}
        for problem in problems:
            message = problem.message
            if first := re.search(rf"(?:line |{self.id}:)(\d+)\Z", message):
                other = index[int(first[1])]
                if other in refused:
                    continue
                cell = codes[other][1].code
                message = f"{message[: first.start()]}{cell.path}:{cell.line}"
            if problem.rule != "too-many":
                number = index[problem.line]
                refused[number] = codes[number][1].code.problem(problem.rule, message)
        for number, problem in refused.items():
            rows, row = codes[number]
            self.problems.append(problem)
            rows.remove(row)
        self.groups = {title: rows for title, rows in self.groups.items() if rows}

    def all_problems(self) -> list[Problem]:
        """Return the problems of rows, and of headings that no code has as its group."""
        problems = [*self.problems]
        for heading in self.headings:
            if heading.text and heading.plain not in {self.title, *self.groups}:
                message = f"the heading {heading.plain!r} is left out: no code has it as its group"
                problems.append(heading.problem("empty-group", message))
        return problems


def drafts(found: Found, component: str | None) -> list[Draft]:
    """Return a draft for each heading above tables in `found`, or one called `component`."""
    headings = list(dict.fromkeys(table.heading for table, _ in found))
    if component is not None:
        given = next((table for table, _ in found if table.heading.text), None)
        heading = given and (given.top if len(headings) > 1 else given.heading)
        draft = Draft(component, heading.plain if heading else component, headings)
        result = dict.fromkeys(headings, draft)
    else:
        bases = (_slug(h.plain) or _slug(Path(h.path).stem) or "errors" for h in headings)
        ids = _ids(bases)
        result = {heading: Draft(next(ids), heading.plain) for heading in headings}
    for table, rows in found:
        draft = result[table.heading]
        for row in rows:
            if row.value is None:
                message = f"{row.name} has no number here; --registry FILE may supply it"
                draft.problems.append(row.code.problem("no-number", message))
            else:
                title = row.group.text if row.group else table.heading.plain
                draft.groups.setdefault(title, []).append(row)
    return list(dict.fromkeys(result.values()))


def _code(row: Row) -> dict[str, Any]:
    name = {"name": row.name} if row.name else {}
    more = {key: tuple(x) if isinstance(x, list) else x for key, x in row.more.items()}
    return {**name, "value": row.value, "description": row.description.text, **more}


def _ids(bases: Iterable[str]) -> Iterator[str]:
    """Yield a unique id for each of `bases`, with a number behind it if another one is the same."""
    used = {*RESERVED_IDS}
    for base in bases:
        numbered = (f"{base}-{number}" for number in count(2))
        id_ = next(each for each in chain([base], numbered) if each not in used)
        used.add(id_)
        yield id_


def _slug(title: str) -> str:
    """Return an id made from the Latin words of `title`; empty if it has none."""
    slug = re.sub(r"^[0-9-]+", "", "-".join(re.findall(r"[a-z0-9]+", title.lower())))
    return slug[: LONGEST_ID - 10].strip("-")
