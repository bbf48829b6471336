"""Names of what a buyer may be asked for: the policy's evidence, and a few things that are none."""

from collections.abc import Mapping

from weikameng.domain.words import Words

SPECIAL = {
    "description": Words(
        "写清楚的说明(订单号、商品、异常现象、诉求)",
        "a clear description (order number, goods, what went wrong, what you ask for)",
    ),
    "wait_until_promised": Words("等到承诺的到账时间", "wait until the promised time"),
    "new_material": Words("新的凭证或新的说明", "new evidence or a new description"),
}


def words_of_item(item: str, evidence: Mapping[str, Words]) -> Words:
    """Return the words for one missing item; an unknown item is named by its own code."""
    if item.startswith("any_of:"):
        choices = [words_of_item(one, evidence) for one in item[len("any_of:") :].split("|")]
        return Words("或".join(one.zh for one in choices), " or ".join(one.en for one in choices))
    return evidence.get(item) or SPECIAL.get(item) or Words(item, item.replace("_", " "))
