"""Message catalogs of gettext: read, extracted, written and measured."""
