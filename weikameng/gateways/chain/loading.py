"""Loads the libraries of the chain, whose makers change more than their own modules."""

import importlib
import sys
from types import ModuleType


def loaded(name: str) -> ModuleType:
    """Import a library and put the recursion limit back.

    One beneath them lifts it to 100,000, for cryptography that we don't use: from then on deeply
    nested JSON from anywhere would fell the process instead of being refused.
    """
    limit = sys.getrecursionlimit()
    try:
        return importlib.import_module(name)
    finally:
        sys.setrecursionlimit(limit)
