"""How the API says a sentence: in both languages, typeset."""

from ninja import Schema

from weikameng.domain.words import Words, typeset


class Said(Schema):
    """One sentence in both languages, or in the one that was asked for."""

    zh: str
    en: str


def said(words: Words) -> dict[str, str]:
    """Return a sentence as answers carry it."""
    return {"zh": typeset(words.zh), "en": words.en}
