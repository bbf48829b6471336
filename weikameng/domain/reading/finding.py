"""Finds the fields of a page: first what a label names, then what its look gives away (R3.4)."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from weikameng.domain.money import yuan_of
from weikameng.domain.reading.amounts import Shown, Standing, amounts_in, bare_amount
from weikameng.domain.reading.boxes import Piece, Quad
from weikameng.domain.reading.folding import bare, digits_in, plain, tight
from weikameng.domain.reading.labels import labels_inside
from weikameng.domain.reading.moments import dates_in, moments_in, only_date, only_moment
from weikameng.domain.reading.names import best_fit
from weikameng.domain.reading.pages import Page, Valued
from weikameng.domain.reading.record import Catalogue
from weikameng.domain.reading.serials import normalised, phones_in, tokens_in
from weikameng.domain.reading.statuses import Said, arrival, order_state, payment_state

BILLS = frozenset({"wechat_bill", "alipay_bill"})
CLAIMS = frozenset({"carrier", "vip", "supplier"})  # pages that say whether something arrived
SHORTEST = {"order_no": 10, "trade_no": 16, "account": 5}
MAX_VALUE_CHARS = 120
GUESSED = 0.89  # the score of a state that was guessed: it clears and contradicts nothing
_SEGMENT = re.compile(r"[,，。;；!！?？]")
_WRAPPED = re.compile(r"[A-Za-z0-9]+")
_FIGURES = re.compile(r"\d+")
_CODE_LINE = re.compile(r"错误码|ERR|代码", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A value a page shows: as written, in one way of writing it, and where.

    ``score`` is the reader's trust in its worst part, ``cut`` whether it touches the edge.
    ``order`` tells how sure it is that this is the field: 0 is a label's.
    """

    field: str
    value: str
    raw: str
    score: float
    quads: tuple[Quad, ...]
    cut: bool = False
    order: int = 0

    @property
    def labelled(self) -> bool:
        """Whether a label names it."""
        return self.order == 0


def candidates(page: Page, catalogue: Catalogue) -> dict[str, tuple[Found, ...]]:
    """Return every value each field could have on this page, the surest first."""
    finders: dict[str, Callable[[], Iterable[Found]]] = {
        "order_no": lambda: _serials(page, "order_no"),
        "trade_no": lambda: _serials(page, "trade_no"),
        "account": lambda: _accounts(page),
        "amount": lambda: _amounts(page, catalogue.products),
        "created": lambda: _moments(page, "created"),
        "paid": lambda: _moments(page, "paid"),
        "product": lambda: _names(page, "product", catalogue.products),
        "zone": lambda: _names(page, "zone", catalogue.zones),
        "merchant": lambda: _names(page, "merchant", catalogue.merchants),
        "error": lambda: _errors(page, catalogue.errors),
        "status": lambda: _states(page, "status", order_state),
        "pay_status": lambda: _states(page, "pay_status", payment_state),
        "arrival": lambda: _states(page, "arrival", arrival),
        "balance": lambda: _balances(page),
        "qdate": lambda: _dates(page, "qdate"),
        "qtime": lambda: _queries(page),
        "cdate": lambda: _signed(page),
    }
    shown = {field: tuple(sorted(find(), key=_surest)) for field, find in finders.items()}
    return {field: found for field, found in shown.items() if found}


def _surest(found: Found) -> tuple[int, float]:
    return found.order, -found.score


def _labelled(page: Page, field: str) -> list[Valued]:
    return [valued for valued in page.valued if valued.label.field == field]


def _of(field: str, value: str, pieces: Sequence[Piece], order: int = 0) -> Found:
    return Found(
        field,
        value[:MAX_VALUE_CHARS],
        plain(" ".join(piece.text for piece in pieces))[:MAX_VALUE_CHARS],
        min(piece.score for piece in pieces),
        tuple(quad for piece in pieces for quad in piece.quads),
        any(piece.cut for piece in pieces),
        order,
    )


def _serials(page: Page, field: str) -> Iterable[Found]:
    if page.kind in CLAIMS - {"supplier"}:
        return
    for valued in _labelled(page, field):
        yield from _serial_of(field, valued.values)
    for piece in page.pieces if page.kind in ("chat", "unknown") else ():
        for after in _after_labels(piece, field):
            yield from _first_token(field, after, piece)
    for piece in page.pieces:
        for token in tokens_in(piece.text):
            if len(token) >= SHORTEST[field] and sum(map(str.isdigit, token)) >= 6:
                yield _of(field, normalised(token), (piece,), 2)


def _serial_of(field: str, values: Sequence[Piece]) -> Iterable[Found]:
    """A number may be wrapped: lines of letters and digits alone go on."""
    for at, piece in enumerate(values[:1]):
        tokens = [token for token in tokens_in(piece.text) if len(token) > 1]
        if not tokens:
            return
        used = [piece]
        number = max(tokens, key=len)
        if tight(piece.text) == number:
            for more in values[at + 1 :]:
                if not _WRAPPED.fullmatch(tight(more.text)):
                    break
                number += tight(more.text)
                used.append(more)
        if len(number) >= SHORTEST[field]:
            yield _of(field, normalised(number), used)


def _first_token(field: str, text: str, piece: Piece) -> Iterable[Found]:
    found = re.match(r"[:是为]*\s*([A-Za-z0-9*@._+-]+)", tight(text))
    if found and len(found[1]) >= SHORTEST[field]:
        yield _of(field, normalised(tokens_in(found[1])[0]), (piece,))


def _after_labels(piece: Piece, field: str) -> Iterable[str]:
    line = tight(piece.text)
    return (line[end:] for end in labels_inside(line, field))


def _accounts(page: Page) -> Iterable[Found]:
    if page.kind in BILLS | {"order_list"}:
        return
    yield from _serials_of_accounts(page)
    for piece in page.pieces:
        if page.kind == "vip":
            masked = (token for token in tokens_in(piece.text) if "****" in token)
            yield from (_of("account", token, (piece,), 1) for token in masked)
        if page.kind in ("carrier", "vip", "chat", "unknown"):
            yield from (_of("account", phone, (piece,), 1) for phone in phones_in(piece.text))


def _serials_of_accounts(page: Page) -> Iterable[Found]:
    for valued in _labelled(page, "account"):
        for piece in valued.values[:1]:
            tokens = [t for t in tokens_in(piece.text) if len(t) >= SHORTEST["account"]]
            if tokens:
                yield _of("account", normalised(max(tokens, key=len)), (piece,))
    for piece in page.pieces if page.kind in ("chat", "unknown") else ():
        for after in _after_labels(piece, "account"):
            yield from _first_token("account", after, piece)


def _amounts(page: Page, products: Sequence[str]) -> Iterable[Found]:
    if page.kind in ("carrier", "vip"):
        return
    for valued in _labelled(page, "amount"):
        for piece in valued.values:
            shown = bare_amount(piece.text)
            if shown:
                yield _amount("amount", shown, piece, 0)
                break
    goods = {id(piece) for valued in _labelled(page, "product") for piece in valued.values}
    for piece in page.pieces:
        if id(piece) in goods:
            continue
        for segment in _segments(page, piece):
            inside = _labelled_amount(segment)
            if inside:
                yield _amount("amount", inside, piece, 0)
                continue
            yield from (
                _amount("amount", shown, piece, shown.standing)
                for shown in amounts_in(segment)
                if (shown.standing != Standing.NAKED or page.kind in BILLS)
                and not (
                    shown.standing == Standing.COUNTED and _of_a_name(shown, segment, products)
                )
            )


def _of_a_name(shown: Shown, segment: str, products: Sequence[str]) -> bool:
    """Figures inside a product's name (话费100元) are no price."""
    fit = best_fit(products, segment)
    return fit is not None and digits_in(shown.raw) in _FIGURES.findall(fit.name)


def _segments(page: Page, piece: Piece) -> Sequence[str]:
    # Commas inside numbers (1,000.00) are no ends of a sentence.
    if page.kind != "chat":
        return (piece.text,)
    return _SEGMENT.split(re.sub(r"(?<=\d),(?=\d{3}\b)", "", tight(piece.text)))


def _labelled_amount(segment: str) -> Shown | None:
    """共1件 实付 ¥30.00: the label stands inside the line."""
    line = tight(segment)
    ends = [end for end in labels_inside(line, "amount") if 0 < end < len(line)]
    return bare_amount(line[ends[-1] :]) if ends else None


def _amount(field: str, shown: Shown, piece: Piece, order: int) -> Found:
    found = _of(field, yuan_of(shown.minor), (piece,), order)
    return replace(found, raw=shown.raw)


def _moments(page: Page, field: str) -> Iterable[Found]:
    if page.kind in ("carrier", "vip"):
        return
    wanted = {"created", "paid"} if page.kind in BILLS else {field}
    if page.kind in BILLS and field == "created":
        return
    for valued in page.valued:
        if valued.label.field in wanted:
            text = " ".join(piece.text for piece in valued.values)
            for shown in moments_in(text)[:1]:
                yield _of(field, shown.written, valued.values)
    if field == "created" or page.kind in BILLS:
        # A bill has one moment; elsewhere the moment of payment is not that of the order.
        others = _pieces_of(page, "qtime", *["paid"] * (page.kind not in BILLS))
        for piece in page.pieces:
            if id(piece) not in others:
                yield from (
                    _of(field, shown.written, (piece,), 1) for shown in moments_in(piece.text)
                )


def _pieces_of(page: Page, *fields: str) -> set[int]:
    return {
        id(piece)
        for valued in page.valued
        if valued.label.field in fields
        for piece in valued.values
    }


def _names(page: Page, field: str, known: Sequence[str]) -> Iterable[Found]:
    for valued in _labelled(page, field):
        if valued.values:
            text = "".join(piece.text for piece in valued.values)
            yield _of(field, plain(text), valued.values)
    if field != "product":
        return
    for pieces in _with_next_line(page.pieces):
        fit = best_fit(known, "".join(piece.text for piece in pieces))
        if fit:
            yield _of(field, fit.name, pieces, len(pieces))


def _with_next_line(pieces: Sequence[Piece]) -> Iterable[tuple[Piece, ...]]:
    for at, piece in enumerate(pieces):
        yield (piece,)
        for below in pieces[at + 1 : at + 4]:
            gap = below.middle - piece.middle
            near = 0.5 * piece.height < gap < 2 * piece.height
            if near and abs(below.left - piece.left) < piece.height:
                yield piece, below


def _errors(page: Page, known: Sequence[str]) -> Iterable[Found]:
    if page.kind != "error_popup":
        return
    for piece in page.pieces:
        fit = best_fit(known, piece.text)
        if fit:
            yield _of("error", fit.name, (piece,), 0)
    title = next((piece for piece in page.pieces if bare(piece.text) == "提示"), None)
    if title is None:
        return
    below = (p for p in page.pieces if p.top >= title.middle and not _CODE_LINE.search(p.text))
    for piece in below:
        yield _of("error", plain(piece.text), (piece,), 1)
        return


def _states(page: Page, field: str, said: Callable[[str], Said | None]) -> Iterable[Found]:
    wanted = {
        "pay_status": page.kind in BILLS,
        "arrival": page.kind in CLAIMS,
        "status": page.kind in ("order_detail", "order_list"),
    }
    if not wanted[field]:
        return
    labelled = _pieces_of(page, "status")
    found = [
        (state, _of(field, state.state, (piece,), 0 if id(piece) in labelled else 1))
        for piece in page.pieces
        if (state := said(piece.text))
    ]
    found += [
        (state, _of(field, state.state, valued.values or (valued.piece,)))
        for valued in _labelled(page, "status")
        if (state := said(valued.label.rest))
    ]
    read = [one for state, one in found if not state.guessed]
    guessed = (replace(one, score=min(one.score, GUESSED)) for _, one in found)
    yield from read or guessed


def _balances(page: Page) -> Iterable[Found]:
    if page.kind != "carrier":
        return
    for valued in _labelled(page, "balance"):
        for piece in valued.values[:1]:
            shown = bare_amount(piece.text)
            if shown:
                owed = _amount("balance", shown, piece, 0)
                yield replace(owed, value="-" + owed.value) if "-" in shown.raw else owed


def _dates(page: Page, field: str) -> Iterable[Found]:
    labelled = [
        _of(field, day, (piece,))
        for valued in _labelled(page, field)
        for piece in valued.values
        for day in dates_in(piece.text)[:1]
    ]
    return labelled or _alone(page, field, only_date)


def _queries(page: Page) -> Iterable[Found]:
    labelled = [
        _of("qtime", shown.written, (piece,))
        for valued in _labelled(page, "qtime")
        for piece in valued.values
        for shown in moments_in(piece.text)[:1]
    ]
    return labelled or _alone(page, "qtime", _only_moment)


def _only_moment(text: str) -> str | None:
    shown = only_moment(text)
    return shown.written if shown else None


def _alone(page: Page, field: str, only: Callable[[str], str | None]) -> Sequence[Found]:
    """A carrier's page says one date and one moment: those of the query, label read or not."""
    if page.kind != "carrier":
        return ()
    found = [_of(field, said, (p,), 1) for p in page.pieces if (said := only(p.text))]
    return found if len(found) == 1 else ()


def _signed(page: Page) -> Iterable[Found]:
    """The date a certificate was signed stands alone, below everything else."""
    if page.kind != "supplier":
        return
    labelled = {id(piece) for valued in page.valued for piece in valued.values}
    for piece in page.pieces:
        days = dates_in(piece.text)
        if id(piece) not in labelled and days and not moments_in(piece.text):
            yield _of("cdate", days[0], (piece,), 1)
