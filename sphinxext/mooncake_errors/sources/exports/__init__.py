"""A registry in forms that other programs read."""
