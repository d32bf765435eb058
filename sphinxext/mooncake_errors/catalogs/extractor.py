"""Lets ``pybabel extract`` read registry files; an entry point of the group babel.extractors."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from sphinxext.mooncake_errors.catalogs.messages import component_messages
from sphinxext.mooncake_errors.registry.document import Document
from sphinxext.mooncake_errors.registry.files import decode
from sphinxext.mooncake_errors.registry.load import understand
from sphinxext.mooncake_errors.registry.problems import RegistryError
from sphinxext.mooncake_errors.registry.rules import registry_problems

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from sphinxext.mooncake_errors.registry.model import Component


def extract(
    fileobj: IO[bytes],
    keywords: Collection[str],  # noqa: ARG001
    comment_tags: Collection[str],  # noqa: ARG001
    options: Mapping[str, Any],  # noqa: ARG001
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Yield line, no function name, text and translator comments of each text of a registry file.

    Babel passes the file, opened in binary mode; a registry has no keywords and no comment tags.
    Ends the program with every problem of the file where it is no registry: Babel has no other
    way to report one without a traceback.
    """
    path = str(getattr(fileobj, "name", "<registry>"))
    try:
        document, component = _parse(path, fileobj.read())
    except RegistryError as error:
        raise SystemExit(str(error)) from None
    for message in component_messages(document, component, path):
        yield message.line, None, message.text, [message.comment]


def _parse(path: str, content: bytes) -> tuple[Document, Component]:
    document = Document(path, decode(path, content))
    component, problems, _ = understand(document)
    if component:
        # The other components are in files of their own: references to them cannot be judged.
        problems += registry_problems([(document, component)], complete=False)
    if problems or component is None:
        raise RegistryError(problems)
    return document, component
