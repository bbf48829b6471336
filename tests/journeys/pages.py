"""Reads a rendered page the way a test needs it: what is said, and what is written in the tags."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

CJK = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+")
_SILENT = {"script", "style", "title"}
_SPOKEN = ("aria-label", "placeholder", "alt", "title", "data-label", "label")
_VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass(frozen=True, slots=True)
class Tag:
    """One start tag."""

    name: str
    attributes: dict[str, str]


@dataclass
class Page(HTMLParser):
    """A page taken apart: its tags in order, and everything a person sees or hears."""

    html: str
    tags: list[Tag] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    _open: list[Tag] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.html)

    @property
    def text(self) -> str:
        """Everything said, with single spaces."""
        return " ".join(" ".join(self.said).split())

    def where(self, name: str, /, **wanted: str) -> list[dict[str, str]]:
        """Return the attributes of the tags with these values; ``class_`` stands for class."""
        asked = {key.rstrip("_").replace("_", "-"): value for key, value in wanted.items()}
        return [
            tag.attributes
            for tag in self.tags
            if tag.name == name and asked.items() <= tag.attributes.items()
        ]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag; what is in another language on purpose says so and is not heard."""
        made = Tag(tag, {name: value or "" for name, value in attrs})
        self.tags.append(made)
        if tag not in _VOID:
            self._open.append(made)
        if not self._elsewhere(made):
            self.said += [made.attributes[name] for name in _SPOKEN if name in made.attributes]

    def handle_endtag(self, tag: str) -> None:
        """Close the tag and what was left open in it."""
        while self._open and self._open.pop().name != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Hear the text."""
        if not self._elsewhere() and not any(tag.name in _SILENT for tag in self._open):
            self.said.append(data.strip())

    def _elsewhere(self, *more: Tag) -> bool:
        return any("lang" in tag.attributes and tag.name != "html" for tag in (*self._open, *more))


def chinese_in(page: Page, *, but: tuple[str, ...] = ()) -> list[str]:
    """Return Chinese left on an English page, apart from names and what people wrote."""
    text = page.text
    for allowed in but:
        text = text.replace(allowed, "")
    return CJK.findall(text)
