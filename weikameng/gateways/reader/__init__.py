"""Reads text off pictures (R3.4), offline, in a process of its own: the engine is an optional
extra, and neither it nor an uploaded file is ever opened in the process that asks.
"""

from weikameng.gateways.reader.apart import (
    CannotRead,
    PictureReader,
    ReaderProcess,
    available,
)

__all__ = ["CannotRead", "PictureReader", "ReaderProcess", "available"]
