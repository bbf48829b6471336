"""Suppliers of goods: deliver, and answer what became of an order."""
