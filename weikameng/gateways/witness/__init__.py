"""Witnesses of the log: others' as we ask them, and one of our own for others to run."""
