"""Measurements of the extension and its command beside the alternatives."""
