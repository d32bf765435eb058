"""Tables of codes in reStructuredText, read by docutils, which is imported only where one is."""

SUFFIXES = (".rst", ".rest", ".txt")
"""The endings of the files that projects of Sphinx write in reStructuredText."""
