"""Values of a policy document as fields of a form: what was changed is saved, all else stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from weikameng.domain.money import minor_of, yuan_of
from weikameng.domain.policy.document.editing import Place, Value, value_at
from weikameng.domain.words import Words
from weikameng.web.templatetags.words import in_words

_LANGUAGES = {"zh": "zh-CN", "en": "en"}
MAX_LINE, MAX_SENTENCE, MAX_CODE, MAX_LINES = 200, 600, 2_000, 60
_AMOUNT = Words("这里要写金额(元),例如 50.00。", "Write an amount in yuan, like 50.00.")


class YuanField(forms.CharField):
    """An amount in yuan, kept as the document writes it: 60 → ``60.00``."""

    def clean(self, value: Any) -> str:
        """Return the amount with two places. ValidationError when it is none."""
        text = str(super().clean(value) or "").strip()
        try:
            minor = minor_of(text)
        except ValueError as error:
            raise forms.ValidationError(in_words(_AMOUNT)) from error
        if not 0 <= minor < 100_000_000:
            raise forms.ValidationError(in_words(_AMOUNT))
        return yuan_of(minor)


class LinesField(forms.CharField):
    """A list of texts, one a line."""

    def clean(self, value: Any) -> tuple[str, ...]:
        """Return the lines that are not empty."""
        text = str(super().clean(value) or "")
        return tuple(line.strip() for line in text.splitlines() if line.strip())


@dataclass(frozen=True, slots=True)
class Cell:
    """One value: where it stands, what it is called, and the field it is edited in.

    ``default`` is what its absence means; a cell that is back at it leaves the document.
    """

    place: Place
    words: Words
    field: forms.Field
    hint: Words | None = None
    unit: Words | None = None
    default: Value = None
    wide: bool = True

    @property
    def name(self) -> str:
        """The field's name in the form and the anchor of the cell on its page."""
        return ".".join(self.place)


class ValueForm(forms.Form):
    """A form over cells. ``document`` is what is saved now; ``seen`` the digest the editor saw."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, cells: Sequence[Cell], document: Mapping[str, Any], digest: str, data: Any = None
    ) -> None:
        self.cells, self.document = tuple(cells), document
        initial = {cell.name: _initial(cell, document) for cell in self.cells}
        super().__init__(data, initial=initial | {"seen": digest})
        for cell in self.cells:
            self.fields[cell.name] = cell.field
            cell.field.label = in_words(cell.words)

    def values(self) -> Mapping[Place, Value]:
        """Return what differs from the document, by place."""
        changed: dict[Place, Value] = {}
        for cell in self.cells:
            new = self.cleaned_data[cell.name]
            if new != _held(cell, self.document):
                changed[cell.place] = None if new == cell.default or new == "" else new
        return changed

    def rows(self) -> list[dict[str, Any]]:
        """Return the cells with their bound fields, and what is saved where it is not the same."""
        return [
            {
                "cell": cell,
                "field": self[cell.name],
                "now": self._now(cell),
                "shown": shown(cell, self.document),
            }
            for cell in self.cells
        ]

    def _now(self, cell: Cell) -> str | None:
        """What is saved, when it is not what stands in the field; only for what was sent."""
        if not self.is_bound:
            return None
        saved, typed = _initial(cell, self.document), self[cell.name].value()
        same = str(saved).strip() == str(typed or "").replace("\r\n", "\n").strip()
        return None if same or isinstance(saved, bool) else str(saved)


def shown(cell: Cell, document: Mapping[str, Any]) -> str:
    """Return a value as a reader sees it who may not change it."""
    value = _initial(cell, document)
    if isinstance(cell.field, forms.ChoiceField):
        named = dict(cell.field.choices)  # type: ignore[arg-type]
        return str(named.get(value, value))
    if isinstance(value, bool):
        return in_words(Words("是", "yes") if value else Words("否", "no"))
    return str(value)


def whole(place: Place, words: Words, low: int, high: int, **more: Any) -> Cell:
    """A whole number within bounds."""
    field = forms.IntegerField(min_value=low, max_value=high)
    return Cell(place, words, field, wide=False, **more)


def yuan(place: Place, words: Words, **more: Any) -> Cell:
    """An amount of money."""
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return Cell(place, words, YuanField(max_length=12, widget=widget), wide=False, **more)


def sentence(place: Place, words: Words, **more: Any) -> Cell:
    """A text for readers, a few lines long."""
    widget = forms.Textarea(attrs={"rows": 2, "class": "room-sentence"})
    if place[-1] in _LANGUAGES:
        widget.attrs["lang"] = _LANGUAGES[place[-1]]
    return Cell(place, words, forms.CharField(max_length=MAX_SENTENCE, widget=widget), **more)


def line(place: Place, words: Words, **more: Any) -> Cell:
    """A short text that may be left out."""
    widget = forms.TextInput(attrs={"class": "fixed", "autocomplete": "off", "spellcheck": "false"})
    field = forms.CharField(max_length=MAX_LINE, required=False, widget=widget)
    return Cell(place, words, field, default="", **more)


def lines(place: Place, words: Words, **more: Any) -> Cell:
    """A list, one item a line."""
    attrs = {"rows": 2, "class": "fixed room-lines", "spellcheck": "false"}
    field = LinesField(max_length=MAX_CODE, required=False, widget=forms.Textarea(attrs=attrs))
    return Cell(place, words, field, default=(), **more)


def choice(
    place: Place, words: Words, among: Mapping[str, Words], default: Value = None, **more: Any
) -> Cell:
    """One of a closed list, shown in words beside its code."""
    choices = [(code, f"{in_words(said)} ({code})" if code else in_words(said))
               for code, said in among.items()]  # fmt: skip
    field = forms.ChoiceField(choices=choices)
    return Cell(place, words, field, default=default, wide=False, **more)


def truth(place: Place, words: Words, **more: Any) -> Cell:
    """Yes or no; no when it is left out."""
    return Cell(place, words, forms.BooleanField(required=False), default=False, **more)


def condition(place: Place, words: Words, **more: Any) -> Cell:
    """A condition, checked while it is written."""
    attrs = {"rows": 4, "class": "fixed room-code", "spellcheck": "false", "autocapitalize": "off",
             "autocomplete": "off", "data-takes": "yes"}  # fmt: skip
    field = forms.CharField(max_length=MAX_CODE, widget=forms.Textarea(attrs=attrs))
    return Cell(place, words, field, **more)


def _held(cell: Cell, document: Mapping[str, Any]) -> Value:
    value = value_at(document, cell.place)
    if value is None:
        return cell.default
    return tuple(value) if isinstance(value, list) else value


def _initial(cell: Cell, document: Mapping[str, Any]) -> Any:
    """A value as its field shows it. A draft may hold anything, so nothing is taken for granted."""
    value = _held(cell, document)
    if isinstance(value, tuple):
        return "\n".join(str(item) for item in value)
    if isinstance(cell.field, forms.BooleanField):
        return value is True
    return "" if value is None else value
