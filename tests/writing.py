"""Fixtures that write registry files and read the reports about them."""

from __future__ import annotations

import pytest
from hypothesis import settings

from sphinxext.mooncake_errors.registry.load import load_registry
from sphinxext.mooncake_errors.registry.problems import RegistryError

settings.register_profile("calm", deadline=None)
settings.load_profile("calm")

ORCHARD = """\
component: orchard
title: Orchard
source: {header: orchard.h, enum: "orchard::Error"}
groups:
- id: fruit
  title: Fruit
  range: [100, 199]
  codes:
  - name: E_ROTTEN
    value: 101
    description: The fruit is rotten.
  - name: E_UNRIPE
    value: 100
    description: The fruit is not ripe.
"""
"""A registry without faults; tests replace parts of it."""


@pytest.fixture
def write(tmp_path):
    """Return a function that writes a registry file and returns its path."""

    def write(content, name="orchard.yaml"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def orchard(write):
    """Return a function that writes the orchard with pairs of old and new text replaced."""

    def orchard(*changes, name="orchard.yaml"):
        text = ORCHARD
        for old, new in changes:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        return write(text, name)

    return orchard


@pytest.fixture
def report(tmp_path):
    """Return a function that loads files and returns the report, line by line, without folder."""

    def report(*paths):
        try:
            load_registry(paths)
        except RegistryError as error:
            return str(error).replace(f"{tmp_path}/", "").splitlines()
        return []

    return report
