"""References between projects, through the inventories that Sphinx writes."""

from __future__ import annotations

import sphinx
from sphinx.util.inventory import InventoryFile

from sphinxext.mooncake_errors.registry.load import load_registry
from sphinxext.mooncake_errors.registry.lookup import Lookup

BASE = "https://mooncake.example/"


def inventory(path):
    """Return the entries of our object type: address and shown name by name."""
    with path.open("rb") as file:
        loaded = InventoryFile.load(file, BASE, lambda base, uri: base + uri)
    entries = loaded["mcerr:code"]
    if sphinx.version_info < (8, 2):
        return {name: (item[2], item[3]) for name, item in entries.items()}
    return {name: (item.uri, item.display_name) for name, item in entries.items()}


def test_inventory_has_qualified_names_bare_names_and_numbers(project):
    """Each code is in objects.inv by qualified name, by name and by number."""
    entries = inventory(project("rst").build().out / "objects.inv")
    address = f"{BASE}codes.html#mcerr-store-object-not-found"
    assert entries["store.OBJECT_NOT_FOUND"] == (address, "OBJECT_NOT_FOUND (-704)")
    assert entries["OBJECT_NOT_FOUND"] == (address, "-")
    assert entries["-704"] == (address, "-")
    assert sum("." in name for name in entries) == len(Lookup(load_registry()).entries)


def test_consumer_resolves_every_form(project):
    """A project without any table links to the rows of another one."""
    inventory_file = project("rst", "producer").build().out / "objects.inv"
    site = project("consumer")
    mapping = {"mooncake": (BASE, str(inventory_file))}
    result = site.build(intersphinx_mapping=mapping, nitpicky=True)
    assert result.warnings == []
    hrefs = [a["href"] for a in result.html().select("div.body li a")]
    page = f"{BASE}codes.html#mcerr-"
    assert hrefs == [
        page + "store-object-not-found",
        page + "store-object-not-found",
        page + "store-lease-expired",
        page + "store-rpc-fail",
        page + "transfer-engine-err-dns",
        page + "transfer-engine-err-socket",
    ]


def test_consumer_with_a_registry_of_its_own(project):
    """A project that documents other codes still reaches those of Mooncake by name and number."""
    inventory_file = project("rst", "producer").build().out / "objects.inv"
    site = project("own")
    site.write("other.rst", ":orphan:\n\nX\n=\n\n:mcerr:`OBJECT_NOT_FOUND` :mcerr:`-704`\n")
    result = site.build(
        extensions=["sphinx.ext.intersphinx", "sphinxext.mooncake_errors"],
        intersphinx_mapping={"mooncake": (BASE, str(inventory_file))},
    )
    assert result.warnings == []
    hrefs = [a["href"] for a in result.html("other.html").select("a.reference.external")]
    assert hrefs == [f"{BASE}codes.html#mcerr-store-object-not-found"] * 2
