"""First floor, beside records: the world outside. One file a counterpart, our words, no Django."""
