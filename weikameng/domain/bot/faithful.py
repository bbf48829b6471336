"""Whether another wording says the same: what a language model may have changed is checked here,
line by line, and whoever fails is not shown (R8.1)."""

import re
import unicodedata

from weikameng.domain.words import Words

MAX_GROWTH = 2.0
_TOKENS = re.compile(
    r"https?://\S+|[A-Za-z]*\d(?:[\d.,:/*-]*\d)?[A-Za-z%]*|“[^”]*”|\b[A-Z]{2,}\b|www\.\S+|\S+@\S+"
)
# One of them more or less, and the sentence says the contrary, or says it of something else.
_TURNS_ZH = re.compile(
    r"[不没未无非勿别否禁]|可以|能(?!否)|符合|通过|驳回|撤销|到账|退回|退到|已经?|最晚|最多|"
    r"低于|以上|以下|之前|前(?=[。,，;；\n]|提交|补充)"
)
_TURNS_EN = re.compile(
    r"n't\b|\b(?:not|no|never|nothing|cannot|without|unless|only|can|may|must|by|"
    r"before|after|until|within|at most|less than|more than|refundable|approved|withdrawn|arrives?|"
    r"arrived|turned down)\b",
    re.IGNORECASE,
)
PROMISES = re.compile(
    r"保证|一定(?:能|会|可以|给|退|到)|肯定(?:能|会|可以|给|退)|必定|绝对|包退|包你|百分之百|100%|放心|"
    r"没问题|会退给你|马上退给你|"
    r"我(?:来|帮你|替你)(?:退|批|处理掉)|"
    r"\bguarante|\bpromise you|\bdefinitely|\bcertainly|\babsolutely|\bsurely|no problem|"
    r"\bwe will refund you|\byou will get (?:your|the) (?:money|refund)|"
    r"\bi(?:'ll| will) (?:refund|approve)",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"[<>`{}\[\]|#\\]|\*\*|&\w+;")


def faithful(said: Words, other: Words) -> bool:
    """Whether both wordings of the other keep every number, date, amount, link and negation."""
    return _same(said.zh, other.zh, _TURNS_ZH) and _same(said.en, other.en, _TURNS_EN)


def promises(text: str) -> bool:
    """Whether a text promises what only a decision can give."""
    return PROMISES.search(text) is not None


def _same(said: str, other: str, turns: re.Pattern[str]) -> bool:
    lines, others = _lines(said), _lines(other)
    if len(lines) != len(others) or not all(map(_plain, others)):
        return False
    pairs = zip(lines, others, strict=True)
    return all(
        len(new) <= MAX_GROWTH * len(old) + 20
        and _TOKENS.findall(old) == _TOKENS.findall(new)
        and _turning(old, turns) == _turning(new, turns)
        and _is_chinese(old) == _is_chinese(new)
        for old, new in pairs
    )


def _plain(line: str) -> bool:
    """No markup, no invisible signs, no promise."""
    odd = any(unicodedata.category(sign) in {"Cc", "Cf", "Co", "Cs", "Cn"} for sign in line)
    return bool(line) and not odd and not _MARKUP.search(line) and not promises(line)


def _turning(line: str, turns: re.Pattern[str]) -> list[str]:
    """In their order: "not approved, may amend" has the words of "may approve, not amend"."""
    return [word.lower() for word in turns.findall(line)]


def _is_chinese(line: str) -> bool:
    return re.search(r"[\u4e00-\u9fff]", line) is not None


def _lines(text: str) -> list[str]:
    return [line.strip() for line in unicodedata.normalize("NFC", text).strip().split("\n")]
