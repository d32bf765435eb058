"""The Sphinx extension: directives, role, domain, tables, index pages and short addresses."""
