"""The supervisor's figures of a period (R12.1): read, said and laid out; each one alone, or all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from django.conf import settings

from weikameng.domain.books import bearer_on
from weikameng.domain.clock_names import NAMES, term_words
from weikameng.domain.errors import not_found
from weikameng.domain.figures import costs, funnel, people, quality, stages
from weikameng.domain.figures.counted import Borne, Cause, Group, StageTime
from weikameng.domain.figures.period import Period
from weikameng.domain.figures.sheet import Figure
from weikameng.domain.roles import Right, holders
from weikameng.domain.words import Words
from weikameng.records.reading import figures as reading
from weikameng.records.reading.attained import Attained, attained
from weikameng.records.reading.policies import in_force_at, policy, promises
from weikameng.records.reading.samples import Sample, counted
from weikameng.services.book_words import bearer_words

_OWN_STOCK = Words("自有库存", "Own stock")
_ARRIVAL = (Words("退款到账", "Arrival of the money"), Words("按渠道", "by channel"))


def all_of(period: Period) -> list[Figure]:
    """Return every figure, in the order of the page; what two of them need is read once."""
    groups = reading.cohort(period)
    suppliers, goods = _causes(period)
    rated = replace(reading.rated(period), comments=reading.comments(period))
    return [
        _ahead(period),
        _load(period),
        funnel.funnel(groups),
        funnel.decided(groups, period),
        _stages(period),
        suppliers,
        goods,
        _bearers(period),
        _samples(period),
        quality.ratings(rated),
        quality.comments(rated),
    ]


def one_of(code: str, period: Period) -> Figure:
    """Return one figure by its code. Raises Refusal for a code that is none."""
    if code not in _EACH:
        raise not_found()
    return _EACH[code](period)


def _ahead(period: Period) -> Figure:
    return people.ahead(reading.ahead(period))


def _load(period: Period) -> Figure:
    return people.load(reading.loads(period, holders(Right.REVIEW)))


def _funnel(period: Period) -> Figure:
    return funnel.funnel(_groups(period))


def _decided(period: Period) -> Figure:
    return funnel.decided(_groups(period), period)


def _groups(period: Period) -> Sequence[Group]:
    return reading.cohort(period)


def _stages(period: Period) -> Figure:
    return stages.stages([_stage(row) for row in attained(period.since, period.until)])


def _stage(row: Attained) -> StageTime:
    terms = promises().terms
    name, promise = _ARRIVAL
    if row.clock in NAMES and row.clock in terms:
        name, promise = NAMES[row.clock], term_words(terms[row.clock])
    hours = (row.median_hours, row.ninth_hours)
    return StageTime(name, promise, row.count, row.on_time, row.overdue, *hours)


def _causes(period: Period) -> tuple[Figure, Figure]:
    by_supplier, by_good = reading.causes(period)
    reasons = policy(in_force_at(period.at).version).reasons

    def cause(row: reading.Counted) -> Cause:
        supplier = Words(row.supplier, row.supplier) if row.supplier else _OWN_STOCK
        reason = (
            reasons[row.reason].words if row.reason in reasons else Words(row.reason, row.reason)
        )
        name = row.good if row.good.zh else supplier
        return Cause(name, row.orders, row.refunded, row.amount_minor, reason)

    return costs.suppliers([cause(row) for row in by_supplier]), costs.goods(
        [cause(row) for row in by_good]
    )


def _bearers(period: Period) -> Figure:
    found = reading.bearers(period)
    return costs.bearers(
        [Borne(bearer_words(bearer_on(account)), *minor) for account, *minor in found]
    )


def _samples(period: Period) -> Figure:
    return quality.samples(counted(Sample(period.since, period.until, settings.ONE_CLICK_SAMPLE)))


_EACH: Mapping[str, Callable[[Period], Figure]] = {
    "ahead": _ahead,
    "load": _load,
    "funnel": _funnel,
    "decided": _decided,
    "stages": _stages,
    "suppliers": lambda period: _causes(period)[0],
    "goods": lambda period: _causes(period)[1],
    "bearers": _bearers,
    "samples": _samples,
    "ratings": lambda period: quality.ratings(reading.rated(period)),
    "comments": lambda period: quality.comments(
        replace(reading.rated(period), comments=reading.comments(period))
    ),
}
CODES = tuple(_EACH)
