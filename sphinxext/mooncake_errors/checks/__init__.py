"""Comparisons between what should agree; each yields problems and changes nothing."""
