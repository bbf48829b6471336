"""Letters left in a folder instead of being sent: the demo's mail, to be read with any editor."""

from pathlib import Path

from weikameng.domain.delivery import Cause, Fate, Handover, Mail, is_address, is_reference


class LetterBox:
    """One verb; a letter lies under its reference, so the same one is there but once."""

    name = "letters"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, mail: Mail) -> Handover:
        """Leave a letter in the folder."""
        if not (is_address(mail.to) and is_reference(mail.reference)):
            return Handover(Fate.REFUSED, "NO_ADDRESS", Cause.ADDRESS)
        text = f"To: {mail.to}\nSubject: {mail.subject}\n\n{mail.text}\n"
        fresh = self._folder / f".{mail.reference}.new"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh.write_text(text, encoding="utf-8")
            fresh.replace(self._folder / f"{mail.reference}.txt")
        except OSError as error:
            return Handover(Fate.REFUSED, type(error).__name__, Cause.LATER)
        return Handover(Fate.SENT, "250")
