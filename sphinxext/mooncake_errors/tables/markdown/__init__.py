"""Tables of codes in Markdown, read and written; needs the extra ``cli``."""
