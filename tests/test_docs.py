"""The documentation's own promises."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

REPOSITORY = Path(__file__).parent.parent


@pytest.mark.translations
def test_prose_is_translated():
    """Every text of the documentation but the changelog has a Chinese translation that is shown."""
    with (REPOSITORY / "locales/zh_CN/LC_MESSAGES/docs.po").open("rb") as file:
        catalog = read_po(file, abort_invalid=True)
    missing = [
        message.id
        for message in catalog
        if message.id
        and (message.fuzzy or not message.string)
        and not all("CHANGELOG" in path for path, _ in message.locations)
    ]
    assert missing == []
