"""The facts a condition may read, each declared once (N2)."""
