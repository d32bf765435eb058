"""The warnings of the extension, with the type ``mcerr``, a subtype and a location."""

from enum import Enum

from docutils.nodes import Node
from sphinx.util import logging

from sphinxext.mooncake_errors.extension.inline import DOMAIN
from sphinxext.mooncake_errors.registry.characters import safe_line

_logger = logging.getLogger(__name__)


class Subtype(Enum):
    """Subtypes of warnings, each with its explanation for the documentation.

    ``suppress_warnings = ["mcerr.<subtype>"]`` silences one.
    """

    UNKNOWN = "unknown", "A reference names a code that is in no registry."
    AMBIGUOUS = "ambiguous", "A reference means codes of several components; the first is used."
    UNLISTED = "unlisted", "A reference names a known code that no page lists."
    DUPLICATE = (
        "duplicate",
        "Codes are listed more than once; give one of the tables ``:no-index:``.",
    )
    DIRECTIVE = "directive", "An argument or option of a directive is wrong and was left out."
    UNTRANSLATED = (
        "untranslated",
        "Texts have no translation; only with ``mooncake_errors_report_untranslated``.",
    )
    DRIFT = "drift", "Registry and header differ, or a header cannot be read."
    ADDRESS = "address", "A file of the project is where a generated page would be; it stays."
    CONFIG = (
        "config",
        "A name in conf.py looks like a setting but is none, or the value of a setting is wrong.",
    )
    CATALOG = "catalog", "A message catalog, or a translation in it, cannot be used."


def warn(subtype: Subtype, message: str, location: Node | tuple[str, int] | str | None) -> None:
    """Log `message` as a warning at `location`, in one of the forms that Sphinx accepts."""
    # A message may quote the content of a file.
    text, name = safe_line(message), subtype.value[0]
    _logger.warning("%s", text, location=location, type=DOMAIN, subtype=name)


def note(message: str) -> None:
    """Log `message` as information."""
    _logger.info("%s", safe_line(message))
