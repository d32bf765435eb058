"""Addresses of codes and components: the ids of their anchors in pages."""

import re
from functools import cache

_DETAILS = "-details"


def address_of(qualified: str) -> str:
    """Return the id of a component or a code, from its id or its qualified name.

    For example ``mcerr-store-object-not-found``.
    """
    return f"mcerr-{address_part(qualified)}"


def details_address_of(qualified: str) -> str:
    """Return the id of the description of a code, from the code's qualified name."""
    return f"{address_of(qualified)}{_DETAILS}"


def row_address_of(details_address: str) -> str:
    """Return the id of the table row of a code, from the id of its description."""
    return details_address.removesuffix(_DETAILS)


def cause_address_of(details_address: str, number: int) -> str:
    """Return the id of the cause `number`, counted from 1, in a description with this address."""
    return f"{details_address}-cause-{number}"


@cache  # several checks and pages ask for each address
def address_part(name: str) -> str:
    """Return `name` as part of an id: words in lower case with hyphens; a minus is a word."""
    words = re.sub(r"(^|\.)-", r"\1minus-", name.lower())
    return re.sub(r"[^a-z0-9]+", "-", words).strip("-")
