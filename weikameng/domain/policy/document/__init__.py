"""A policy version as a text: read, checked, compared, edited."""
