"""Which of the house's two languages a program asks for; without a wish it gets both."""

MAX_HEADER = 200
LANGUAGES = ("zh", "en")


def asked_for(header: str) -> str | None:
    """Return zh or en, whichever an ``Accept-Language`` weighs more; None for neither."""
    best, weight = None, 0.0
    for part in header[:MAX_HEADER].lower().split(","):
        tag, _, quality = part.strip().partition(";q=")
        language = tag.split("-")[0].strip()
        if language in LANGUAGES and (weighed := _weight(quality)) > weight:
            best, weight = language, weighed
    return best


def _weight(quality: str) -> float:
    try:
        return min(float(quality), 1.0) if quality else 1.0
    except ValueError:
        return 0.0
