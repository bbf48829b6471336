"""The language of conditions: CEL, checked and compiled."""
