"""First floor, beside records: the world outside. One file per counterpart, our words, no Django."""
