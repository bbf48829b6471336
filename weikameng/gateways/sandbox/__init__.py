"""Simulated counterparts (N8): own memory and keys, they refuse bad signatures, play faults."""
