"""Tables of codes, whatever markup they were written in: their cells, and what these say."""
