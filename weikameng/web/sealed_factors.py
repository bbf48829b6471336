"""Second factors at rest, encrypted as card keys are: a copy of the database signs in nobody."""

from allauth.mfa.adapter import DefaultMFAAdapter

from weikameng.services.sealing import opened, sealed

# Older rows have none and stand in the clear until they are set up anew.
_MARK = "sealed:"


class SealedFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """allauth's adapter with our sealing."""

    def encrypt(self, text: str) -> str:
        """Return what the database keeps of a secret."""
        return _MARK + sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return a secret as it was."""
        if not encrypted_text.startswith(_MARK):
            return encrypted_text
        return opened(encrypted_text.removeprefix(_MARK))
