"""Words, moments and numbers for templates."""
