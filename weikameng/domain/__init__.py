"""Ground floor: what is true about selling and refunding. Plain Python, no clock, no I/O."""
