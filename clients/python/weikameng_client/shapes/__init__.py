"""What the API takes and answers (generated)."""
