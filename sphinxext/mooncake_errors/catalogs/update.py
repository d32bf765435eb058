"""Making a template from messages, and updating catalogs from a template."""

from collections.abc import Iterable
from pathlib import Path

from babel.messages.catalog import Catalog as BabelCatalog

from sphinxext.mooncake_errors.catalogs.files import (
    WIDTH,
    header_of,
    new_header,
    read_messages,
    render,
)
from sphinxext.mooncake_errors.catalogs.messages import Message


def template(messages: Iterable[Message]) -> BabelCatalog:
    """Return a catalog of `messages` without translations, in their order, each text once."""
    catalog = BabelCatalog(fuzzy=False)
    for message in messages:
        place = (message.path, message.line)
        catalog.add(message.text, locations=[place], auto_comments=[message.comment])
    return catalog


def updated(path: Path, source: BabelCatalog, project: str, width: int = WIDTH) -> bytes | None:
    """Return the content of the ``.po`` file `path`, updated from the template `source`.

    Returns None if only the formatting would change. The header and the comments of translators
    stay. Raises RegistryError if the file cannot be read.
    """
    catalog = read_messages(path)
    header = header_of(path.read_bytes()) or new_header(project)
    before = render(catalog, header, width)
    merge(catalog, source)
    after = render(catalog, header, width)
    return None if after == before else after


def merge(catalog: BabelCatalog, source: BabelCatalog) -> None:
    """Update `catalog` from the template `source`.

    A translation whose text changed becomes fuzzy and keeps its previous text. A translation whose
    text is gone becomes obsolete; if the text returns, the translation is used again as fuzzy.
    """
    previous = {m.id: m.previous_id for m in catalog if m.id and m.fuzzy and m.previous_id}
    _revive(catalog, source)
    catalog.update(source)
    for message in catalog:
        if not message.fuzzy:
            message.previous_id = []
        elif message.previous_id:
            former = message.previous_id[0]
            message.previous_id = previous.get(former, [former])
        else:
            message.previous_id = previous.get(message.id, [])


def _revive(catalog: BabelCatalog, source: BabelCatalog) -> None:
    """Turn obsolete translations of texts in `source` into fuzzy ones; Babel would list both.

    They become fuzzy since the file does not keep the flags of obsolete translations.
    """
    for text in [str(message.id) for message in source if message.id]:
        obsolete = catalog.obsolete.pop(text, None)
        if obsolete and obsolete.string and text not in catalog:
            obsolete.flags.add("fuzzy")
            catalog[text] = obsolete
