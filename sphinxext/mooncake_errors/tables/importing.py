"""From rows of tables to registry files."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from sphinxext.mooncake_errors.registry.addresses import address_part

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinxext.mooncake_errors.registry.problems import Problem
    from sphinxext.mooncake_errors.tables.model import Table
    from sphinxext.mooncake_errors.tables.rows import Row

_WIDTH = 100


@dataclass(slots=True)
class Draft:
    """A component in the making."""

    id: str
    title: str
    groups: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """The codes of each group, by its title, in the form of a registry file."""
    problems: list[Problem] = field(default_factory=list)
    _lines: dict[Any, str] = field(default_factory=dict)
    """Where a name or a number, or the address of a name, stands first."""

    def add(self, row: Row, fallback: str) -> None:
        """Add the code of `row`; `fallback` is its group where the table tells none."""
        title = row.group.text if row.group else fallback
        if row.value is None:
            message = f"{row.name} has no number here; a registry with it may be given"
            self.problems.append(row.problem("no-number", message))
        elif self._is_new(row):
            code = {"name": row.name, "value": row.value, "description": row.description.text}
            code = {key: value for key, value in code.items() if value is not None}
            self.groups.setdefault(title, []).append(code)

    def data(self, language: str | None) -> dict[str, Any]:
        """Return the component in the form of a registry file whose texts are in `language`."""
        ids = _ids(self.groups, "group")
        groups = [
            {"id": ids[title], "title": title, "codes": codes}
            for title, codes in self.groups.items()
        ]
        head = {"component": self.id, "title": self.title}
        return {**head, **({"language": language} if language else {}), "groups": groups}

    def _is_new(self, row: Row) -> bool:
        """Return whether name and number of `row` are new; note them, or the problem."""
        keys: list[tuple[str, object]] = [("number", row.value)]
        if row.name:
            # A row and its entry have an address each; the loader wants all of them to differ.
            ids = (address_part(row.name), f"{address_part(row.name)}-details")
            keys += [("name", row.name), *(("address", each) for each in ids)]
        for key in keys:
            if key in self._lines:
                message = f"duplicate {key[0]} {key[1]}, first in {self._lines[key]}"
                self.problems.append(row.problem(f"duplicate-{key[0]}", message))
                return False
        self._lines.update(dict.fromkeys(keys, f"{row.path}:{row.place.line}"))
        return True


def drafts(found: Sequence[tuple[Table, list[Row]]], component: str | None) -> list[Draft]:
    """Return a component for each heading with tables in `found`, or one for all, `component`.

    A row without a number is a problem of its component, and so is one whose name or number the
    component has already; they are left out.
    """
    if component is not None:
        title = next((table.title for table, _ in found if table.heading), component)
        one = Draft(component, title)
        result = {table.title: one for table, _ in found}
    else:
        fallback = _slug(Path(found[0][0].path).stem) or "codes" if found else ""
        ids = _ids((table.title for table, _ in found), fallback)
        result = {title: Draft(id_, title) for title, id_ in ids.items()}
    for table, rows in found:
        for row in rows:
            result[table.title].add(row, table.title)
    return list({draft.id: draft for draft in result.values()}.values())


def registry_yaml(data: dict[str, Any]) -> str:
    """Return `data`, a component in the form of a registry file, as YAML."""
    written: str = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=_WIDTH)
    return re.sub(r"^- id: ", r"\n- id: ", written, flags=re.MULTILINE)


def _ids(titles: Iterable[str], fallback: str) -> dict[str, str]:
    """Return an id for each of `titles`, made from its Latin words; all ids differ."""
    result: dict[str, str] = {}
    for title in titles:
        if title not in result:
            base = _slug(title) or fallback
            result[title] = _unused(base, set(result.values()))
    return result


def _unused(base: str, used: set[str]) -> str:
    number = 1
    while (name := base if number == 1 else f"{base}-{number}") in used:
        number += 1
    return name


def _slug(title: str) -> str:
    words = re.findall(r"[a-z0-9]+", title.lower())
    return re.sub(r"^[0-9-]+", "", "-".join(words))
