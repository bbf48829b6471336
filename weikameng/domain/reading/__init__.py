"""Reading pictures: lines of text become fields, fields are compared with the record (R3.4, N6)."""
