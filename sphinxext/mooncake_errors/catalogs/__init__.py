"""Message catalogs of gettext: reading, extraction, writing and coverage."""
