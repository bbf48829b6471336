"""Whether refunds were given rightly, as people found, and how buyers rate them."""

from weikameng.domain.figures.counted import Rated, Sampled
from weikameng.domain.figures.drawing import Bar, Look, bars
from weikameng.domain.figures.sheet import Column, Figure, Table, per_mille
from weikameng.domain.figures.words import cases, percent
from weikameng.domain.ratings import LEAST, MOST, SCORE_WORDS
from weikameng.domain.words import Words

_SAMPLES = (
    Column("found", Words("结论", "Found"), "words"),
    Column("cases", Words("件数", "Cases")),
    Column("share", Words("占抽中的", "Of the sample"), "share"),
)
_RATINGS = (
    Column("score", Words("评分", "Score")),
    Column("said", Words("意思", "Means"), "words"),
    Column("cases", Words("件数", "Cases")),
    Column("share", Words("占评价的", "Of the ratings"), "share"),
)
_COMMENTS = (
    Column("case", Words("退款编号", "Refund"), "case"),
    Column("score", Words("评分", "Score")),
    Column("said", Words("买家写的", "What the buyer wrote"), "words"),
    Column("at", Words("时间", "When"), "moment"),
)


def samples(found: Sampled) -> Figure:
    """One-click refunds that people looked at afterwards."""
    parts: tuple[tuple[Words, int, Look], ...] = (
        (Words("该退", "Rightly given"), found.agreed, "solid"),
        (Words("不该退", "Wrongly given"), found.wrong, "hatched"),
        (Words("还没看", "Not looked at yet"), found.waiting, "hollow"),
    )
    return Figure(
        "samples",
        Words("一键退款的事后抽查", "One-click refunds looked at afterwards"),
        _samples_sentence(found),
        Table(
            _SAMPLES,
            [(words, n, per_mille(n, found.drawn)) for words, n, _ in parts] if found.drawn else [],
        ),
        bars([Bar(words, cases(n), ((n, look),)) for words, n, look in parts])
        if found.drawn
        else None,
        Words(
            "每天的第一件一定抽,其余按设定的比例抽;抽到哪些是固定的,谁看都一样。",
            "The first of every day is drawn, of the others a set share; always the same ones.",
        ),
    )


def _samples_sentence(found: Sampled) -> Words:
    if not found.given:
        return Words("这段时间没有一键退款。", "There were no one-click refunds in this period.")
    looked = found.agreed + found.wrong
    zh = f"{found.given} 件一键退款里抽中 {found.drawn} 件,已看 {looked} 件。"
    en = f"Of one-click refunds ({found.given}) drawn: {found.drawn}, looked at: {looked}."
    if looked:
        share = percent(found.wrong, looked)
        zh += f"看过的里面,不该退的有 {found.wrong} 件,占 {share}。"
        en += f" Wrongly given: {found.wrong} ({share} of those)."
    return Words(zh, en)


def ratings(found: Rated) -> Figure:
    """How buyers rate the refunds that arrived."""
    scores = range(MOST, LEAST - 1, -1)
    rows = [
        (score, SCORE_WORDS[score], found.scores.get(score, 0), share)
        for score in scores
        for share in (per_mille(found.scores.get(score, 0), found.count),)
    ]
    drawn = [
        Bar(
            Words(f"{score} 分 {SCORE_WORDS[score].zh}", f"{score} {SCORE_WORDS[score].en}"),
            cases(found.scores.get(score, 0)),
            ((found.scores.get(score, 0), "solid"),),
        )
        for score in scores
    ]
    return Figure(
        "ratings",
        Words("买家的评价", "How buyers rate it"),
        _ratings_sentence(found),
        Table(_RATINGS, rows if found.count else []),
        bars(drawn) if found.count else None,
        Words("数的是这段时间到账的退款。", "Counted are the refunds that arrived in the period."),
    )


def comments(found: Rated) -> Figure:
    """What buyers wrote with their ratings, the newest first."""
    rows = [(one.number, one.score, one.said, one.at) for one in found.comments]
    told = Words(
        f"最近 {len(rows)} 条。" if rows else "这段时间没有买家写下评价。",
        f"The latest: {len(rows)}." if rows else "No buyer wrote anything in this period.",
    )
    return Figure(
        "comments",
        Words("买家写了什么", "What buyers wrote"),
        told,
        Table(_COMMENTS, rows),
    )


def _ratings_sentence(found: Rated) -> Words:
    if not found.arrived:
        return Words("这段时间没有退款到账。", "No refund arrived in this period.")
    if not found.count:
        return Words(
            f"{found.arrived} 件到账的退款还没有人评价。",
            f"Refunds arrived: {found.arrived}; nobody has rated one yet.",
        )
    tenths = sum(score * n for score, n in found.scores.items()) * 10 // found.count
    mean, share = f"{tenths // 10}.{tenths % 10}", percent(found.count, found.arrived)
    low = sum(n for score, n in found.scores.items() if score < 3)
    return Words(
        f"{found.count} 位买家评价了,占 {share},平均 {mean} 分;1、2 分的有 {low} 件。",
        f"Rated: {found.count} ({share}), {mean} on average; 1 or 2 points: {low}.",
    )
