"""The policy room: the pages on which versions are written, checked, tried and published."""
