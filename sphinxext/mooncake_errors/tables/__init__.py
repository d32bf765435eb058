"""Tables of codes in Markdown, reStructuredText and HTML: reading, import and rendering."""
