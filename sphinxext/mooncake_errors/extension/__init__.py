"""Everything that imports Sphinx or docutils."""
