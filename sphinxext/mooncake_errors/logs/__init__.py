"""Where facts come from and go to; nothing here imports Sphinx, docutils or a command line."""
