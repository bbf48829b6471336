"""Questions to our memory, one file per room; nothing here changes a row."""
