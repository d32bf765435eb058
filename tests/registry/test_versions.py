"""The order of versions."""

import pytest

from sphinxext.mooncake_errors.registry.versions import UNRELEASED, version_key


@pytest.mark.parametrize(
    "versions",
    [
        ("1.1.1", "1.1.1a", "1.1.1b", "1.1.2", UNRELEASED),
        ("3.3-rc", "3.3", "3.3a", "3.4"),
        ("1.0a1", "1.0b2", "1.0-c.1", "1.0", "1.0.post1"),
        ("1.0-snapshot", "1.0", "1.1-nightly.20240101", "1.1"),
        ("17beta1", "17devel", "17rc1", "17.0", "17.10"),
        ("8_5_0", "8_10_0"),
    ],
)
def test_order_of_versions(versions):
    """Numbers count as numbers, a letter alone comes after its release, words may come before."""
    assert sorted(set(versions), key=version_key) == list(versions)
