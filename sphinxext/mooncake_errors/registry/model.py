"""The registry's model: immutable dataclasses, one for each kind of mapping in a registry file.

The attributes are the keys of the file, and their type hints define its format for reading,
validation, the JSON Schema, export, translation and digests. The docstrings of attributes become
the descriptions in the JSON Schema.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal, NamedTuple

LONGEST_NAME = 150
"""Longest name, in characters; the name of a file contains it with the component's id."""

LONGEST_ID = 60
"""Longest id of a component or a group, in characters."""

RESERVED_IDS = ("codes", "calls")
"""Ids that no component may have: their labels belong to index pages."""

LANGUAGE_PATTERN = r"^[A-Za-z]{2,3}(?:[-_@][A-Za-z0-9]{1,8})*\Z"
"""Form of the name of a language, which becomes part of paths and of HTML."""
LANGUAGE_FAULT = "must be like en or zh_CN"


class Form(NamedTuple):
    """The required form of a string, for the type hints of the model."""

    pattern: str = ""
    """A regular expression; empty for any string."""
    fault: str = ""
    """End of the message about a string of another form."""
    longest: int | None = None
    """The largest number of characters."""
    markup: bool = False
    """Whether the string is a text for readers: translated, with ``literal`` and :mcerr:`CODE`."""
    verbatim: bool = False
    """Whether white space stays as it is written."""


ONE_OR_MORE = "one or more"
"""Marks a list that may be written without brackets if it has one item."""

Text = Annotated[str, Form(markup=True)]
Name = Annotated[str, Form(r"^[A-Za-z_][A-Za-z0-9_]*$", "is not a C identifier", LONGEST_NAME)]
_HYPHENATED = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
Id = Annotated[str, Form(_HYPHENATED, "must be lower case words joined by hyphens", LONGEST_ID)]
Language = Annotated[str, Form(LANGUAGE_PATTERN, LANGUAGE_FAULT)]
Version = Annotated[str, Form(r"^(?!([Tt]rue|[Ff]alse|[Yy]es|[Nn]o)$)", "is not a version")]
Issue = Annotated[
    str, Form(r"^[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+#[0-9]+$", "must be like owner/repository#123")
]
Printed = Annotated[
    str,
    Form(
        r"^(?=.*\w)(?=.*(?:[^{}\s]\s*){8}|(?:[\s{}]*[^{}\s]){12})(?:[^{}\r\n]|\{\})*$",
        "must be one line of printed text: {} for each part that varies, no other braces, and "
        "beside these at least 8 characters in a row or 12 in all, blanks not counted",
        longest=500,
        verbatim=True,
    ),
]


@dataclass(frozen=True, slots=True)
class Checked:
    """The state of the source that the texts of a component were last compared with."""

    version: Version | None = None
    """The version, e.g. 0.3.12."""
    revision: str | None = None
    """The commit, e.g. 3b5a594."""


@dataclass(frozen=True, slots=True)
class Source:
    """The place in C or C++ that defines the codes of a component."""

    header: Annotated[tuple[str, ...], ONE_OR_MORE]
    """Path of the header inside the source repository, with forward slashes; or a list of the
    headers that share one set of numbers."""
    enum: str | None = None
    """Qualified name of the enumeration, e.g. mooncake::ErrorCode."""
    macro_prefix: str | None = None
    """Common prefix of the macros, e.g. ERR_; instead of an enumeration or beside it."""
    files: tuple[str, ...] = ()
    """Names of source files whose log lines are about this component alone; tells numbers apart
    that several components have. A * stands for any characters; a name that ends in * fits only
    files of C++."""
    checked: Checked | None = None
    """The state of the source that the texts were last compared with; shown to readers."""


@dataclass(frozen=True, slots=True)
class Former:
    """A name that a code had before; it is still found and never given to another code."""

    name: Name
    """The former name."""
    until: Version | None = None
    """The last version with this name."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause of a code, how to recognize it, and its cure."""

    cause: Text
    """The cause, in a sentence."""
    log: tuple[Printed, ...] = ()
    """Texts that the program prints with this cause, verbatim, with {} for each part that
    varies; never translated."""
    process: Text | None = None
    """The process in whose log these texts are, e.g. master."""
    actions: tuple[Text, ...] = ()
    """The cure of this cause, a sentence each."""
    since: Version | None = None
    """The first version with this cause."""
    until: Version | None = None
    """The last version with this cause."""
    issues: tuple[Issue, ...] = ()
    """Public issues about it, e.g. owner/repository#123."""


@dataclass(frozen=True, slots=True)
class Call:
    """One way in which callers meet a code: a text, or a call of a public API."""

    text: Text | None = None
    """Free text; a plain string in the place of a mapping means this key."""
    api: Literal["python", "c", "c++", "http", "rust", "go", "java"] | None = None
    """The API that the call belongs to."""
    call: str | None = None
    """The call as it is written in code, e.g. Store.get_into."""
    as_: Text | None = None
    """The result of the call in words, e.g. returns -200."""


SHORTHAND: dict[type, str] = {Cause: "cause", Call: "text"}
"""The key that a plain string stands for where a mapping is expected."""


@dataclass(frozen=True, slots=True)
class Code:
    """One error code."""

    value: int
    """The number as it stands in logs."""
    description: Text
    """The meaning of the code, in one or two short sentences."""
    details: Text | None = None
    """A paragraph beyond the description; tables do not show it."""
    name: Name | None = None
    """The C or C++ identifier; absent only for a number that has no name in C++."""
    raised: bool = True
    """Whether anything returns the code at present; false for one that is only reserved."""
    effect: Text | None = None
    """The state of the data after the error, and whether repeating the call is safe."""
    causes: tuple[Cause, ...] = ()
    """The causes of the code, the commonest first; a plain string means a cause without more."""
    actions: tuple[Text, ...] = ()
    """The steps for an operator or a caller whatever the cause, a sentence each."""
    retry: Literal["never", "after-fix", "backoff"] | None = None
    """Whether the same call may be repeated: never, after-fix (something has to be corrected
    first) or backoff (the cause passes by itself: wait, then try again)."""
    returned_by: tuple[Call, ...] = ()
    """The calls of the public API that return the code; a plain string means a free text."""
    see_also: tuple[str, ...] = ()
    """Related codes, each by a reference such as store.LEASE_EXPIRED."""
    aliases: tuple[Name, ...] = ()
    """Other names of the same number in the header."""
    former: tuple[Former, ...] = ()
    """Names that the code had before."""
    since: Version | None = None
    """The first version with this code."""
    deprecated: Version | None = None
    """The version that deprecated this code."""
    removed: Version | None = None
    """The version that removed this code; its entry stays and its number is never reused."""
    replaced_by: str | None = None
    """The code to use instead, by a reference such as store.LEASE_EXPIRED."""

    @property
    def label(self) -> str:
        """The name, or the number where the code has no name."""
        return str(self.value) if self.name is None else self.name

    def names(self) -> Iterator[str]:
        """Yield the name, if there is one, the aliases and the former names."""
        if self.name is not None:
            yield self.name
        yield from self.aliases
        for former in self.former:
            yield former.name


@dataclass(frozen=True, slots=True)
class Group:
    """Codes that belong together, shown under one heading."""

    id: Id
    """Names the group in options, e.g. object."""
    title: Text
    """The heading of the group."""
    codes: tuple[Code, ...]
    """The codes in the order in which they are shown."""
    range: tuple[int, int] | None = None
    """The lowest and the highest number of the group; new codes get numbers in it."""


@dataclass(frozen=True, slots=True)
class Component:
    """The content of one registry file: a set of codes whose numbers are distinct."""

    component: Id
    """The component's id, e.g. store: part of anchors and of references such as store.-704."""
    title: Text
    """The heading of the component."""
    groups: tuple[Group, ...]
    """The groups in the order in which they are shown."""
    introduction: Text | None = None
    """A paragraph before the table."""
    language: Language = "en"
    """The language in which the texts of the file are written, e.g. en or zh_CN."""
    source: Source | None = None
    """The place in C or C++ that defines the codes."""

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
