"""Processes of their own for what strangers sent: limited, renewed, killed when too slow. The one
that asks never opens such a file itself (decision 0021).
"""

from weikameng.gateways.apart.keeping import Apart, Fell, Room

__all__ = ["Apart", "Fell", "Room"]
