"""Pages in a real browser."""

from __future__ import annotations

MEDIA = {
    "media": "screen",
    "color_scheme": "light",
    "forced_colors": "none",
    "reduced_motion": "no-preference",
}


def visit(page, address, width=1280, **media):
    """Open `address` in a page that may have shown others, and forget what it was like there."""
    page.goto("about:blank")  # else another fragment of the same address would load nothing
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(**MEDIA | media)
    page.goto(address)
    return page
