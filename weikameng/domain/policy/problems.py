"""What is wrong with a policy document: each problem says where, what and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal

from weikameng.domain.words import Words

Place = tuple[str, ...]
MAX_LISTED = 10
# The finding's own list of missing items can be shown beside the facts.
MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem. ``place`` is a path such as ``rules.window.cases.outage.when``.

    ``line`` and ``column`` count from 1 in the document's text; 0 when not known. ``inside`` is
    the line and column within the condition, when the problem is in one.
    """

    place: str
    words: Words
    severity: Literal["error", "warning"] = "error"
    line: int = 0
    column: int = 0
    inside: tuple[int, int] = (0, 0)


class Findings:
    """Problems found so far, and the careful reading of values that finds them."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, place: Place, words: Words, inside: tuple[int, int] = (0, 0)) -> None:
        """Note a problem."""
        self.problems.append(Problem(".".join(place), words, inside=inside))

    def text(
        self, row: Mapping[str, Any], key: str, place: Place, default: str | None = None
    ) -> str:
        """Return a text; a problem when it is not one, or missing without a default."""
        value = row.get(key, default)
        if isinstance(value, str):
            return value
        self.add((*place, key), _lacks(key) if value is None else _wrong("一段文字", "a text"))
        return ""

    def words(self, row: Mapping[str, Any], place: Place, key: str = "") -> Words:
        """Return a text in both languages: ``key.zh`` and ``key.en``, or ``zh`` and ``en``."""
        place = (*place, key) if key else place
        found = row.get(key) if key else row
        if not isinstance(found, Mapping):
            self.add(place, _lacks(key))
            return Words("", "")
        zh, en = self.text(found, "zh", place), self.text(found, "en", place)
        for code, text in (("zh", zh), ("en", en)):
            if code in found and not text.strip():
                self.add((*place, code), _untranslated(code))
        if zh and not _chinese(zh) and any(sign.isascii() and sign.isalpha() for sign in zh):
            self.add((*place, "zh"), _untranslated("zh"))
        if _chinese(en):
            self.add((*place, "en"), _untranslated("en"))
        return Words(zh, en)

    def whole(
        self, row: Mapping[str, Any], key: str, place: Place, low: int = 0, high: int = 10_000
    ) -> int:
        """Return a whole number within its bounds; ``low`` when it is wrong."""
        value = row.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        kind = (f"{low} 到 {high} 之间的整数", f"a whole number from {low} to {high}")
        self.add((*place, key), _lacks(key) if value is None else _wrong(*kind))
        return low

    def truth(self, row: Mapping[str, Any], key: str, place: Place) -> bool:
        """Return a truth; false when it is left out."""
        value = row.get(key, False)
        if not isinstance(value, bool):
            self.add((*place, key), _wrong("true 或 false", "true or false"))
        return value is True

    def texts(self, row: Mapping[str, Any], key: str, place: Place) -> tuple[str, ...]:
        """Return a list of texts; empty when it is left out."""
        value = row.get(key, [])
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        self.add((*place, key), _wrong("一列文字", "a list of texts"))
        return ()

    def choice(self, row: Mapping[str, Any], key: str, place: Place, among: tuple[str, ...]) -> str:
        """Return a text out of a closed list; the first of it when it is wrong."""
        value = self.text(row, key, place)
        if value in among:
            return value
        if key in row:
            self.add((*place, key), not_among(value, among))
        return among[0]

    def only(self, row: Mapping[str, Any], place: Place, keys: tuple[str, ...]) -> None:
        """Refuse keys nobody reads: a misspelt one would be left out in silence."""
        for key in row:
            if key not in keys:
                self.add((*place, key), not_among(key, keys))

    def table(self, row: Mapping[str, Any], key: str, place: Place) -> Mapping[str, Any]:
        """Return a table; empty when it is missing or something else."""
        value = row.get(key)
        if isinstance(value, Mapping):
            return value
        self.add((*place, key), _lacks(key) if value is None else _wrong("一张表", "a table"))
        return {}

    def rows(self, row: Mapping[str, Any], key: str, place: Place) -> list[Mapping[str, Any]]:
        """Return a list of tables; empty when it is missing or something else."""
        value = row.get(key)
        if isinstance(value, list) and all(isinstance(item, Mapping) for item in value):
            return value
        self.add(
            (*place, key), _lacks(key) if value is None else _wrong("一列表", "a list of tables")
        )
        return []


def _chinese(text: str) -> bool:
    return any("\u3400" <= sign <= "\u9fff" for sign in text)


def not_among(value: str, among: tuple[str, ...]) -> Words:
    """Say that a value is not one of the known ones."""
    near = get_close_matches(value, among, 6, 0.4)
    known = ", ".join(among if len(among) <= MAX_LISTED else near or (*among[:6], "…"))
    return Words(f"“{value}”不在可选的值里:{known}。", f"“{value}” is not one of: {known}.")


def _lacks(key: str) -> Words:
    return Words(f"缺少“{key}”。", f"“{key}” is missing.")


def _wrong(zh: str, en: str) -> Words:
    return Words(f"这里要写{zh}。", f"This has to be {en}.")


def _untranslated(code: str) -> Words:
    if code == "zh":
        return Words("缺少中文。", "The Chinese text is missing.")
    return Words("缺少英文翻译。", "The English translation is missing.")
