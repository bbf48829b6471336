"""Names of the things a buyer may be asked for, in both languages. The catalogue carries only
the Chinese names, so the short English ones live here."""

from collections.abc import Mapping

from weikameng.domain.words import Words

ENGLISH = {
    "order_screenshot": "screenshot of the order",
    "payment_proof": "proof of payment",
    "delivery_record": "delivery record",
    "activation_record": "activation record",
    "error_screenshot": "screenshot of the error message",
    "arrival_record": "record of the top-up arriving",
    "zone_screenshot": "screenshot of your character and zone",
    "not_arrived_proof": "proof that nothing arrived",
    "recharge_history": "screenshot of the official top-up history",
    "key_error_screenshot": "screenshot of the redemption error",
    "status_screenshot": "screenshot of the activation status",
    "actual_screenshot": "screenshot of what you actually got",
    "region_error_screenshot": "screenshot of the region error",
    "interruption_proof": "proof of the interruption",
    "chat_record": "chat record",
    "identity_check": "identity check",
    "guardian_id": "guardian's identity check",
    "minor_id": "the minor's identity details",
    "guardianship_proof": "proof of guardianship",
    "police_report": "police report receipt",
    "payment_dispute_proof": "notice from the payment provider",
}

SPECIAL = {
    "description": Words(
        "写清楚的说明(订单号、商品、异常现象、诉求)",
        "a clear description (order number, goods, what went wrong, what you ask for)",
    ),
    "identity_check": Words("身份核验", "identity check"),
    "wait_until_promised": Words("等到承诺的到账时间", "wait until the promised time"),
    "new_material": Words("新的凭证或新的说明", "new evidence or a new description"),
}


def words_of_item(item: str, evidence: Mapping[str, Words], zh: str = "") -> Words:
    """Return the words for one missing item; an unknown item is named by its own code."""
    if item.startswith("any_of:"):
        choices = [words_of_item(one, evidence) for one in item[len("any_of:") :].split("|")]
        return Words("或".join(one.zh for one in choices), " or ".join(one.en for one in choices))
    if item in evidence:
        return evidence[item]
    if zh or item not in SPECIAL:
        return Words(zh or item, ENGLISH.get(item, item.replace("_", " ")))
    return SPECIAL[item]
