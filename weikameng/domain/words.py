"""Words in both languages of the house, Chinese first (P8). A sentence never travels alone."""

import re
from typing import NamedTuple

_CHINESE = r"\u3400-\u9fff\u3001\u3002\u300a-\u300f\u201c\u201d\uff08\uff09"
_MARKS = str.maketrans(",:;?!", "，：；？！")
_AFTER_CHINESE = re.compile(rf"(?<=[{_CHINESE}])[,:;?!]|[,:;?!](?=[{_CHINESE}])")
_BRACKETS = re.compile(rf"\(([^()]*[{_CHINESE}][^()]*)\)")


def typeset(zh: str) -> str:
    """Give Chinese its full-width marks, however the text was typed: ``退款,快`` → ``退款，快``.

    Marks between digits or Latin letters (``10:30``, ``1,000``) stay as they are.
    """
    wide = _AFTER_CHINESE.sub(lambda mark: mark[0].translate(_MARKS), zh)
    return _BRACKETS.sub(r"（\1）", wide)


def printable(line: str) -> str:
    """Return a line without what would steer a terminal: files may come from anywhere."""
    return "".join(sign if sign.isprintable() else "?" for sign in line)


class Words(NamedTuple):
    """One sentence in both languages: ``zh`` is simplified Chinese, ``en`` English."""

    zh: str
    en: str

    def in_language(self, code: str) -> str:
        """Return the sentence for a language code such as ``zh-hans`` or ``en``."""
        return self.en if code.startswith("en") else typeset(self.zh)
