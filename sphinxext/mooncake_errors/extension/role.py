"""The role ``:mcerr:``, also ``:mcerr:code:``: a reference to an error code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.roles import XRefRole

if TYPE_CHECKING:
    from docutils import nodes
    from docutils.nodes import Element
    from sphinx.environment import BuildEnvironment


class CodeRole(XRefRole):
    """Makes a reference to a code in the domain ``mcerr``.

    It is also registered in the standard domain, so that ``:mcerr:`X``` works without the name of a
    domain and, unlike a role without a domain, with intersphinx.
    """

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the reference, always in the domain ``mcerr``."""
        self.name = "mcerr:code"
        return super().run()

    def process_link(
        self,
        env: BuildEnvironment,  # noqa: ARG002
        refnode: Element,  # noqa: ARG002
        has_explicit_title: bool,  # noqa: FBT001
        title: str,
        target: str,
    ) -> tuple[str, str]:
        """Return the title and the target; ``~store.OK`` shows only the last part, ``OK``."""
        target = " ".join(target.split())
        if has_explicit_title:
            return title, target
        if title.startswith("~"):
            target = target.lstrip("~")
            return target.replace("::", ".").rpartition(".")[2], target
        return title, target
