"""Error codes and printed texts found in logs."""
