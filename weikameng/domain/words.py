"""Words in both languages of the house, Chinese first (P8). A sentence never travels alone."""

from typing import NamedTuple


class Words(NamedTuple):
    """One sentence in both languages: ``zh`` is simplified Chinese, ``en`` English."""

    zh: str
    en: str

    def in_language(self, code: str) -> str:
        """Return the sentence for a language code such as ``zh-hans`` or ``en``."""
        return self.en if code.startswith("en") else self.zh
