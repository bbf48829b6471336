"""First floor: our memory. One Django app: models/ tables, reading/ questions, writing/ changes."""
