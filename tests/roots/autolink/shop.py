def sell():
    """Return SHELF_FULL."""
    return {"error": "SHELF_FULL"}
