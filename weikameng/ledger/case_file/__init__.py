"""The file of a case: one archive, signed as a whole, checked offline by anyone (R6.4, N5)."""
