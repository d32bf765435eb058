"""The error codes: their model, where they are read from and how they are looked up.

Nothing here imports Sphinx, docutils or a command-line library.
"""
