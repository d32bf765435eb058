"""The directives ``mooncake-errors`` and ``mooncake-error``: tables and descriptions of codes."""

import os
import re
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, cast

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

from sphinxext.mooncake_errors.extension.description import describe, describe_on_page
from sphinxext.mooncake_errors.extension.domain import ErrorCodeDomain, domain_of
from sphinxext.mooncake_errors.extension.inline import DOMAIN, Reader, index_entries, line
from sphinxext.mooncake_errors.extension.pages import contents
from sphinxext.mooncake_errors.extension.table import mcerr_rows
from sphinxext.mooncake_errors.extension.warnings import Subtype, warn
from sphinxext.mooncake_errors.registry.lookup import Entry
from sphinxext.mooncake_errors.registry.problems import did_you_mean
from sphinxext.mooncake_errors.registry.selection import Request, Section, cell_texts, select
from sphinxext.mooncake_errors.registry.text import plain, references
from sphinxext.mooncake_errors.registry.words import Word


class Options(dict[str, "Callable[[str | None], Any]"]):
    """The options of a directive; unknown ones are accepted, since docutils drops the directive."""

    def __missing__(self, name: str) -> Callable[[str | None], Any]:
        return directives.unchanged


def words(argument: str | None) -> tuple[str, ...]:
    """Return the words of `argument`, separated by commas or white space, or a list in YAML."""
    found = re.split(r"""[,\s\[\]"']+""", argument or "")
    return tuple(each for each in found if each not in {"", "-"})


def word(argument: str | None) -> str:
    """Return `argument` without white space around it."""
    return (argument or "").strip()


def flag(argument: str | None) -> bool | str:
    """Return whether `argument` sets an option; a wrong one is returned, for a warning."""
    known = {"": True, "true": True, "yes": True, "false": False, "no": False}
    return known.get(word(argument).lower(), word(argument))


_REQUEST = {"groups": words, "codes": words, "returned-by": word, "columns": words, "sort": word}
"""The options with a value that are fields of a Request, with hyphens instead of underscores."""


class CodesDirective(SphinxDirective):
    """Base class of the directives: selects codes and makes their descriptions."""

    final_argument_whitespace = True
    option_spec: ClassVar[Any] = Options()

    @property
    def _domain(self) -> ErrorCodeDomain:
        return domain_of(self.env)

    @property
    def _reader(self) -> Reader:
        return Reader(self._domain.edition.catalog, self.env.docname)

    def get_source_info(self) -> tuple[str, int]:
        """Return the file and the line of the directive, also in an included file."""
        place = self.state.document.reporter.get_source_and_line(self.lineno)
        source, number = cast("tuple[str | None, int]", place)
        # In a file that is included in other content, docutils may not know the place.
        path = source or self.env.doc2path(self.env.docname)
        return os.path.abspath(path), number or self.lineno  # noqa: PTH100 - keeps symbolic links

    def _select(self, request: Request) -> list[Section]:
        """Return the sections for `request`, record the request, and warn of its faults."""
        for name, value in list(self.options.items()):
            if name not in self.option_spec:
                self._warn(f"unknown option {name!r}{did_you_mean(name, self.option_spec)}")
            elif self.option_spec[name] is flag and value is not True:
                del self.options[name]
                if value:
                    self._warn(f"option {name!r} is true or false, not {value!r}")
        domain = self._domain
        sections, faults = select(domain.edition.lookup, request)
        for fault in faults:
            self._warn(fault)
        digest = domain.edition.digest(sections, faults)
        domain.data["requests"].setdefault(self.env.docname, []).append((tuple(request), digest))
        return sections

    def _describe(self, entries: Sequence[Entry], *, as_page: bool = False) -> list[nodes.Node]:
        """Return the descriptions of codes, or sections for pages of their own."""
        domain, make = self._domain, describe_on_page if as_page else describe
        result: list[nodes.Node] = []
        for entry in entries:
            anchor, reader = self._anchor(entry, "descriptions"), self._reader.of(entry.component)
            result += make(entry, anchor, reader)
        domain.note_links("description", *(each.qualified for each in entries))
        for node in result:
            self.set_source_info(node)
            for section in node.findall(nodes.section):
                if not section["ids"]:  # Sphinx needs an id of each section
                    self.state.document.set_id(section)
        return result

    def _anchor(self, entry: Entry, kind: str) -> str | None:
        """Record that the page shows a code, and return its id there, or None."""
        if "no-index" in self.options:
            return None
        return self._domain.note_shown(kind, entry, self.get_location())

    def _may_have_sections(self) -> bool:
        return isinstance(self.state_machine.node, (nodes.document, nodes.section))

    def _warn(self, message: str) -> None:
        warn(Subtype.DIRECTIVE, f"{self.name}: {message}", self.get_location())


class MooncakeError(CodesDirective):
    """Describes the code that is its argument."""

    required_arguments = 1
    option_spec: ClassVar[Any] = Options({"no-index": flag, "page": flag})

    def run(self) -> list[nodes.Node]:
        """Return the description of the code; of an ambiguous one, all descriptions."""
        sections = self._select(Request(codes=(word(self.arguments[0]),)))
        entries = [entry for section in sections for entry in section.entries]
        as_page = "page" in self.options and self._may_have_sections()
        if as_page:
            self._domain.note_links("near", self.env.docname)
        return self._describe(entries, as_page=as_page)


class MooncakeErrors(CodesDirective):
    """Shows the codes of one component, given as argument, or of all, with a section for each."""

    optional_arguments = 1
    option_spec: ClassVar[Any] = Options(
        _REQUEST
        | dict.fromkeys(("details", "no-index"), flag)
        | dict.fromkeys(("caption", "name", "class"), directives.unchanged)
    )

    def run(self) -> list[nodes.Node]:
        """Return sections or tables, with descriptions if requested."""
        given = {key: self.options[key] for key in _REQUEST if key in self.options}
        for key in [key for key, value in given.items() if not value]:
            self._warn(f"option {key!r} is empty")
        chosen = {key.replace("-", "_"): value for key, value in given.items()}
        request = Request(component=word((*self.arguments, "")[0]), **chosen)
        made = [(section, self._table(section)) for section in self._select(request)]
        self._label([table for _, table in made])
        make = self._content if request.component else self._section
        return [node for section, table in made for node in make(section, table)]

    def _table(self, section: Section) -> nodes.table:
        """Return a table without rows yet, and record its links and its codes."""
        catalog, entries = self._domain.edition.catalog, section.entries
        index, codes, links = addnodes.index(entries=[]), [], set()
        for entry in entries:
            anchor = self._anchor(entry, "rows") if section.key else None
            codes.append((entry.qualified, anchor))
            if anchor and "details" not in self.options:  # else the index leads to descriptions
                index["entries"] += index_entries(entry, anchor)
            for column in (*section.columns, "group"):
                for text in cell_texts(column, entry, section.returned_by):
                    links.update(references(catalog(text)))
        self._domain.note_links("code", *links, *(name for name, _ in codes))
        rows = mcerr_rows(
            "",
            *([index] if index["entries"] else []),
            columns=section.columns,
            grouped=section.grouped,
            returned_by=section.returned_by,
            codes=tuple(codes),
            docname=self.env.docname,
        )
        table = nodes.table("", rows, classes=["mooncake-errors", "colwidths-given", "longtable"])
        self.set_source_info(table)
        return table

    def _section(self, section: Section, table: nodes.table) -> list[nodes.Node]:
        """Return the content for one component, in a section, or after a rubric in other nodes."""
        component, content = section.component, self._content(section, table)
        reader, document = self._reader.of(component), self.state.document
        if not self._may_have_sections():
            return [reader.fill(nodes.rubric(), component.title), *content]
        result = nodes.section("", reader.fill(nodes.title(), component.title), *content)
        name = f"{DOMAIN}-{component.component}"
        if "no-index" in self.options or name in document.ids:
            document.set_id(result)
            return [result]
        result["ids"].append(name)
        result["names"].append(name)
        document.note_explicit_target(result, result)
        labels = self._domain.data["labels"].setdefault(self.env.docname, {})
        labels[name] = result[0].astext()
        # The section also has the id made of its title, if free.
        if (id_ := nodes.make_id(plain(component.title))) and id_ not in document.ids:
            result["ids"].append(id_)
            document.ids[id_] = result
        return [result]

    def _content(self, section: Section, table: nodes.table) -> list[nodes.Node]:
        """Return a table with its descriptions, and what belongs to a component shown whole."""
        component, reader = section.component, self._reader
        before: list[nodes.Node] = []
        if section.whole and component.introduction:
            paragraph = nodes.paragraph(classes=["mcerr-introduction"])
            before.append(reader.of(component).fill(paragraph, component.introduction))
        if section.whole and component.source and (checked := component.source.checked):
            parts = filter(None, (checked.version, checked.revision))
            text = nodes.Text(f"{reader.catalog(Word.CHECKED)} {' · '.join(parts)}")
            before.append(line(text, classes=["mcerr-checked"]))
        for each in before:
            self.set_source_info(each)
        details = self._describe(section.entries) if "details" in self.options else []
        below = section.whole and "no-index" not in self.options
        pages = contents(section, self._domain, self.env.docname) if below else []
        return [*before, table, *details, *pages]

    def _label(self, tables: list[nodes.table]) -> None:
        """Set the classes of all tables, and caption and name of a single one."""
        given, classes = self.options.get("class"), []
        try:
            classes = directives.class_option(given) if given else []
        except ValueError as error:
            self._warn(f"class: {error}")
        for table in tables:
            table["classes"] += classes
        wanted = [option for option in ("caption", "name") if option in self.options]
        if len(tables) > 1 and wanted:
            self._warn(f"{', '.join(wanted)}: only for a single table, so name one component")
        elif tables:
            self.add_name(tables[0])
            if caption := self.options.get("caption"):
                children, _ = self.state.inline_text(caption, self.lineno)
                title = nodes.title(caption, "", *children)
                self.set_source_info(title)
                tables[0].insert(0, title)
