"""The only functions that change rows, one file per room."""
