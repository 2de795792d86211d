"""The faults, one class each, in four families."""
