"""The carriers' numbers of our approved texts, from a setting: ``sent=SMS_1, sent.en=SMS_2``.

Chinese is needed for each, English may be missing: then the Chinese text goes.
"""

import re
from collections.abc import Collection, Mapping

from weikameng.domain.words import Words
from weikameng.gateways.payments.setting_reading import Reading

CODE_LIMIT = 64
_ENGLISH = ".en"
_PAIR = re.compile(r"([a-z_]+(?:\.en)?)\s*=\s*(\S+)")


def templates_in(reading: Reading, setting: str, codes: Collection[str]) -> Mapping[str, str]:
    """Return the carrier's template by our name of it; what is wrong is a fault of the setting."""
    text = reading.text(setting)
    found: dict[str, str] = {}
    for part in filter(None, (one.strip() for one in re.split(r"[,\n]", text))):
        pair = _PAIR.fullmatch(part)
        known = pair and pair[1].removesuffix(_ENGLISH) in codes
        if pair is None or not known or pair[1] in found or len(pair[2]) > CODE_LIMIT:
            reading.fault(setting, "bad_template", _BAD)
            return {}
        found[pair[1]] = pair[2]
    if text and (missing := [code for code in codes if code not in found]):
        listed = ", ".join(missing)
        words = Words(f"还缺这些模板:{listed}。", f"These templates are missing: {listed}.")
        reading.fault(setting, "missing_templates", words)
    return found


def template_for(templates: Mapping[str, str], code: str, language: str) -> tuple[str, str]:
    """Return the carrier's template and the language it is in."""
    if language.startswith("en") and (english := templates.get(f"{code}{_ENGLISH}")):
        return english, "en"
    return templates[code], "zh-hans"


_BAD = Words(
    "每项应为“名称=模板编号”,用逗号或换行分开,名称见 docs/notices.md,不能重复。",
    "Each entry is name=template, with commas or lines between; see docs/notices.md for the names.",
)
