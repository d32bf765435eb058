"""Directives whose content is not text with tables."""

from __future__ import annotations

LIST_TABLES = frozenset(("flat-table", "list-table"))
CSV_TABLES = frozenset(("csv-table",))
INCLUDES = frozenset(("include", "mdinclude"))

VERBATIM = frozenset(
    (
        *("code", "code-block", "code-cell", "sourcecode", "parsed-literal", "literalinclude"),
        *("prompt", "doctest", "testcode", "testoutput", "testsetup", "testcleanup"),
        *("productionlist", "math", "toctree", "highlight", "role", "default-role", "meta"),
        *("tabularcolumns", "graphviz", "graph", "digraph", "mermaid", "plantuml", "uml", "ditaa"),
        *("aafig", "tikz", "blockdiag", "seqdiag", "actdiag", "nwdiag", "packetdiag", "rackdiag"),
        *("bytefield", "ipython", "jupyter-execute", "plot", "command-output", "program-output"),
        *("console", "mooncake-errors", "mooncake-error", "python", "r", "julia", "bash"),
    )
)
