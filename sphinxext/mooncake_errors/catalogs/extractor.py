"""Registry files for ``pybabel extract``: an entry point of the group babel.extractors."""

from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any

from sphinxext.mooncake_errors.catalogs.messages import component_messages
from sphinxext.mooncake_errors.registry.files import decode
from sphinxext.mooncake_errors.registry.load import single_document
from sphinxext.mooncake_errors.registry.problems import RegistryError


def extract(
    fileobj: IO[bytes],
    keywords: Collection[str],  # noqa: ARG001
    comment_tags: Collection[str],  # noqa: ARG001
    options: Mapping[str, Any],  # noqa: ARG001
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Yield the line, None for a function name, the text and the comments of each message.

    Babel calls this with a registry file that is opened in binary mode. Keywords and comment tags
    do not apply to registries. Raises SystemExit with all problems of a faulty file, since Babel
    would show a traceback for any other exception.
    """
    path = str(getattr(fileobj, "name", "<registry>"))
    try:
        document, component = single_document(path, decode(path, fileobj.read()))
    except RegistryError as error:
        raise SystemExit(str(error)) from None
    for message in component_messages(document, component, path):
        yield message.line, None, message.text, [message.comment]
