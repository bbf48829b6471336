"""From a place of the document to the page on which it is edited."""

from weikameng.web.policy_room.room import Room


def link_of(room: Room, place: str, line: int = 0) -> str:
    """Return where a place such as ``rules.window.cases.late.when`` is edited; else its line."""
    parts = place.split(".")
    if page := _page(room, parts):
        return page
    return f"{room.url('text')}?line={line}#line" if line else room.url("text")


def _page(room: Room, parts: list[str]) -> str:
    match parts:
        case ["params", *_]:
            return f"{room.url('numbers')}#id_{'.'.join(parts)}"
        case ["clauses", key, *_]:
            return f"{room.url('clauses')}?edit={key}#{key}"
        case ["rules", rule, "cases", case, *_]:
            return room.url("case", rule, case)
        case ["rules", rule, *_]:
            return room.url("rule", rule)
        case ["brakes", brake, *_]:
            return room.url("brake", brake)
        case ["terms", term, *_]:
            return room.url("term", term)
        case ["reasons", code, *_]:
            return room.url("reason", code)
        case ["goods", kind, *_]:
            return room.url("good", kind)
    return ""
