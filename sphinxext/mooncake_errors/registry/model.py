"""The registry's model: plain immutable data, one class for each level of a registry file.

The attributes are the keys of the file, their docstrings the descriptions in its JSON Schema.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME_PATTERN = r"^[A-Za-z_][A-Za-z0-9_]*$"
"""What a C or C++ identifier looks like."""

LONGEST_NAME = 150
"""How many characters a name may have: it becomes the name of a file, with the component's id."""

ID_PATTERN = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
"""What the id of a component or a group looks like: lower case words joined by hyphens."""

LONGEST_ID = 60
"""How many characters the id of a component or a group may have."""

RESERVED_ID = "codes"
"""What no component can be called: the label of its section would be that of the index page."""

LANGUAGE_PATTERN = r"^[A-Za-z]{2,8}(?:[-_@][A-Za-z0-9]{1,8})*\Z"
"""What the name of a language looks like; it becomes part of paths and of HTML."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where the codes of a component are defined in C or C++."""

    header: str
    """Path of the header inside the source repository, with forward slashes."""
    enum: str | None = None
    """Qualified name of the enumeration, e.g. mooncake::ErrorCode."""
    macro_prefix: str | None = None
    """Common prefix of the macros, e.g. ERR_; instead of an enumeration."""
    files: tuple[str, ...] = ()
    """Names of source files, with * for any characters, whose log lines are about this component
    alone; tells numbers apart that several components have."""


@dataclass(frozen=True, slots=True)
class Code:
    """One error code."""

    value: int
    """The number as it stands in logs."""
    description: str
    """What the code says, in one or two short sentences."""
    details: str | None = None
    """A paragraph that says more than the description; tables do not show it."""
    name: str | None = None
    """The C or C++ identifier; absent only for a number that has no name in C++."""
    raised: bool = True
    """Whether anything returns the code at present; false for one that is only reserved."""
    causes: tuple[str, ...] = ()
    """What leads to the code, a sentence each."""
    actions: tuple[str, ...] = ()
    """What an operator or a caller does about it, a sentence each."""
    retry: Literal["never", "after-fix", "backoff"] | None = None
    """Whether the same call may be repeated: never, after-fix (something has to be corrected
    first) or backoff (the cause passes by itself: wait, then try again)."""
    returned_by: tuple[str, ...] = ()
    """The calls of the public API that return the code, a text each."""
    see_also: tuple[str, ...] = ()
    """Related codes, each by a reference such as store.LEASE_EXPIRED."""
    since: str | None = None
    """The first version with this code."""
    deprecated: str | None = None
    """The version that deprecated this code."""
    removed: str | None = None
    """The version that removed this code; its entry stays and its number is never reused."""
    replaced_by: str | None = None
    """The code to use instead, by a reference such as store.LEASE_EXPIRED."""

    @property
    def label(self) -> str:
        """The name, or the number where the code has no name."""
        return str(self.value) if self.name is None else self.name


@dataclass(frozen=True, slots=True)
class Group:
    """Codes that belong together, shown under one heading."""

    id: str
    """Names the group in options, e.g. object."""
    title: str
    """The heading of the group."""
    codes: tuple[Code, ...]
    """The codes in the order in which they are shown."""
    range: tuple[int, int] | None = None
    """The lowest and the highest number of the group; new codes get numbers in it."""


@dataclass(frozen=True, slots=True)
class Component:
    """Everything that one registry file says: a set of codes whose numbers are distinct."""

    component: str
    """The component's id, e.g. store: part of anchors and of references such as store.-704."""
    title: str
    """The heading of the component."""
    groups: tuple[Group, ...]
    """The groups in the order in which they are shown."""
    introduction: str | None = None
    """A paragraph before the table."""
    language: str = "en"
    """The language in which the texts of the file are written, e.g. en or zh_CN."""
    source: Source | None = None
    """Where the codes are defined."""

    def codes(self) -> Iterator[Code]:
        """Yield every code in the order of the file."""
        for group in self.groups:
            yield from group.codes

    def qualified(self, code: Code) -> str:
        """Return the name that is unique in a registry, e.g. ``store.OBJECT_NOT_FOUND``."""
        return f"{self.component}.{code.label}"


@dataclass(frozen=True, slots=True)
class Registry:
    """All components of a project, in the order in which they are shown."""

    components: tuple[Component, ...]

    def component(self, component_id: str) -> Component | None:
        """Return the component with this id, or None."""
        return next((c for c in self.components if c.component == component_id), None)
