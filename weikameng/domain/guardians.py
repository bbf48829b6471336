"""The guardian's track (H3): who speaks for the child, checked for shape. A person decides."""

from dataclasses import dataclass

from weikameng.domain import contacts
from weikameng.domain.errors import Refusal
from weikameng.domain.notices import Channel
from weikameng.domain.words import Words

REASON = "MINOR"
MAX_AGE = 17
RELATIONS = {
    "parent": Words("父亲或母亲", "Father or mother"),
    "grandparent": Words("祖父母、外祖父母", "Grandparent"),
    "sibling": Words("成年的哥哥姐姐", "Grown-up brother or sister"),
    "appointed": Words("指定的监护人", "Guardian appointed by a court or office"),
}
# Agreed to by a tick; a changed text gets a new name, so that what was agreed to stays known.
CONSENT = "2026-11"
CONSENT_WORDS = Words(
    "我是孩子的监护人,以上属实。同意微卡盟只为核实这份退款使用这些材料和联系方式。",
    "I am the child's guardian and all of this is true. Weikameng may use these papers and this"
    " contact to check this refund, and for nothing else.",
)


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a guardian declares; ``contact`` is a mobile number or mail box, as carriers take it."""

    relation: str
    minor_age: int
    contact: str
    consent: str = CONSENT

    @property
    def shown(self) -> str:
        """The contact as a page may show it."""
        return contacts.masked(_channel_of(self.contact), self.contact)


def declared(relation: str, age: str, contact: str, *, agreed: bool) -> Declaration:
    """Return what was filled in. Refusal naming the first field that will not do."""
    if relation not in RELATIONS:
        raise Refusal("guardian_relation", _RELATION)
    years = int(age) if age.isascii() and age.isdigit() and len(age) <= MAX_DIGITS else MAX_AGE + 1
    if years > MAX_AGE:
        raise Refusal("guardian_age", _AGE)
    written = contacts.written(_channel_of(contact), contact[:MAX_CONTACT])
    if not written:
        raise Refusal("guardian_contact", _CONTACT)
    if not agreed:
        raise Refusal("guardian_consent", _AGREE)
    return Declaration(relation, years, written)


def _channel_of(contact: str) -> Channel:
    return Channel.EMAIL if "@" in contact else Channel.SMS


MAX_DIGITS, MAX_CONTACT = 3, 120
MISSING = Words(
    "未成年人消费由监护人申请。请填写和孩子的关系、孩子的年龄、联系方式,并勾选同意。",
    "A guardian applies for a purchase by a minor. Give your relation to the child, the child's age"
    " and a contact, and tick the consent.",
)
_RELATION = Words("请选择你和孩子的关系。", "Choose how you are related to the child.")
_AGE = Words(
    f"请填孩子买的时候的年龄,0 到 {MAX_AGE} 岁。满 18 岁不走这个通道,请选别的原因。",
    f"Give the child's age at the purchase, 0 to {MAX_AGE}. From 18 on, choose another reason.",
)
_CONTACT = Words(
    "请填能联系到你的手机号或邮箱,例如 13800138000。",
    "Give a mobile number or mail box where we reach you, such as 13800138000.",
)
_AGREE = Words("请勾选同意,我们才能核实材料。", "Tick the consent; without it we can't check.")
