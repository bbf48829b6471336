"""Simulated counterparts (N8): their own memory and keys, they refuse bad signatures and play faults."""
