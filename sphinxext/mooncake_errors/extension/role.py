"""The role ``:mcerr:`` (and ``:mcerr:code:``): a reference to an error code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.roles import XRefRole

if TYPE_CHECKING:
    from docutils import nodes
    from docutils.nodes import Element
    from sphinx.environment import BuildEnvironment


class CodeRole(XRefRole):
    """Makes ``:mcerr:`X``` one and the same as ``:mcerr:code:`X```.

    Registered as a role of the standard domain it is found without a domain's name, and, unlike a
    plain role, through intersphinx too.
    """

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the reference, as a role of our own domain whatever it was called."""
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
        """Return title and target; ``~store.OK`` shows only the last part, ``OK``."""
        target = " ".join(target.split())
        if has_explicit_title:
            return title, target
        if title.startswith("~"):
            target = target.lstrip("~")
            return target.replace("::", ".").rpartition(".")[2], target
        return title, target
