"""Makes the copy of an uploaded picture that may be shown, in a process apart (R2.4)."""

from weikameng.gateways.decoder.asking import DecoderDown, DecoderProcess

__all__ = ["DecoderDown", "DecoderProcess"]
