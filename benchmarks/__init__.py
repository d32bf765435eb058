"""What the extension and its command cost, measured beside the alternatives."""
