"""The registry of error codes: model, files, validation, lookup and selection.

This package imports neither Sphinx nor docutils nor a command-line library.
"""
