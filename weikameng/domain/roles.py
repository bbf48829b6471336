"""Who may do what: the roles of the house, their rights, and the duties no role holds together."""

from collections.abc import Mapping
from enum import StrEnum

from weikameng.domain.words import Words


class Role(StrEnum):
    """What somebody is here; one each. ``supervisor`` and ``policy_editor`` are wording.json's
    senior_reviewer and policy_admin."""

    BUYER = "buyer"
    GUARDIAN = "guardian"
    AGENT = "agent"
    PHONE_AGENT = "phone_agent"
    REVIEWER = "reviewer"
    SUPERVISOR = "supervisor"
    FINANCE = "finance"
    RISK = "risk"
    COMPLIANCE = "compliance"
    MINOR_SPECIALIST = "minor_specialist"
    DISPUTE_OFFICER = "dispute_officer"
    ARBITER = "arbiter"
    SUPPLIER_OP = "supplier_op"
    POLICY_EDITOR = "policy_editor"
    SYSADMIN = "sysadmin"
    AUDITOR = "auditor"


class Right(StrEnum):
    """One thing a role may do. ``SEE_`` rights read; every other right acts."""

    SEE_DESK = "see_desk"
    REVIEW = "review"  # up to the automatic limit
    APPROVE_LARGE = "approve_large"
    ASSIGN = "assign"
    SEE_TALK = "see_talk"
    TALK = "talk"  # answer buyers in writing
    CALL = "call"  # find callers, note calls, apply for who was verified
    WRITE_REPLIES = "write_replies"
    SEE_DISPUTES = "see_disputes"
    ANSWER_DISPUTES = "answer_disputes"  # speak for the shop
    RULE = "rule"  # decide disputes one was drawn for
    SEE_MONEY = "see_money"
    MOVE_MONEY = "move_money"
    SECOND_MONEY = "second_money"  # agree to and confirm what somebody else moves
    KEEP_COMPLAINTS = "keep_complaints"
    SEE_POLICY = "see_policy"
    WRITE_POLICY = "write_policy"
    APPROVE_POLICY = "approve_policy"
    WRITE_CALENDAR = "write_calendar"
    APPROVE_CALENDAR = "approve_calendar"
    SEE_FIGURES = "see_figures"
    SEE_LOG = "see_log"
    MANAGE_ACCOUNTS = "manage_accounts"


R = Right
# What has no rights yet waits for its own room: a minor's channel, a supplier's answers.
RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.BUYER: frozenset(),
    Role.GUARDIAN: frozenset(),
    Role.AGENT: frozenset({R.SEE_TALK, R.TALK}),
    Role.PHONE_AGENT: frozenset({R.SEE_TALK, R.TALK, R.CALL}),
    Role.REVIEWER: frozenset({R.SEE_DESK, R.REVIEW}),
    Role.SUPERVISOR: frozenset(
        {R.SEE_DESK, R.REVIEW, R.APPROVE_LARGE, R.ASSIGN, R.SEE_FIGURES, R.SEE_LOG}
        | {R.SEE_MONEY, R.SECOND_MONEY, R.KEEP_COMPLAINTS}
        | {R.SEE_POLICY, R.APPROVE_POLICY, R.APPROVE_CALENDAR}
        | {R.SEE_DISPUTES}
        | {R.SEE_TALK, R.WRITE_REPLIES}  # reads and assigns conversations; agents answer
    ),
    Role.FINANCE: frozenset(
        {R.SEE_DESK, R.SEE_MONEY, R.MOVE_MONEY, R.SECOND_MONEY, R.KEEP_COMPLAINTS}
    ),
    Role.RISK: frozenset({R.SEE_DESK}),
    Role.COMPLIANCE: frozenset(),
    Role.MINOR_SPECIALIST: frozenset(),
    Role.DISPUTE_OFFICER: frozenset({R.SEE_DISPUTES, R.ANSWER_DISPUTES}),
    # From outside: sees the files they were drawn for, and nothing else.
    Role.ARBITER: frozenset({R.RULE}),
    Role.SUPPLIER_OP: frozenset(),
    # Another editor, or a supervisor, is the second person.
    Role.POLICY_EDITOR: frozenset(
        {R.SEE_POLICY, R.WRITE_POLICY, R.APPROVE_POLICY, R.WRITE_CALENDAR, R.APPROVE_CALENDAR}
    ),
    Role.SYSADMIN: frozenset({R.MANAGE_ACCOUNTS}),
    Role.AUDITOR: frozenset(
        {R.SEE_DESK, R.SEE_MONEY, R.SEE_POLICY, R.SEE_FIGURES, R.SEE_LOG, R.SEE_TALK}
        | {R.SEE_DISPUTES}
    ),
}

# Separation of duties: no role holds rights of two of these (``together`` finds who would).
DUTIES: Mapping[str, frozenset[Right]] = {
    "talks": frozenset({R.TALK, R.CALL}),
    "reviews": frozenset({R.REVIEW, R.APPROVE_LARGE}),
    "answers disputes": frozenset({R.ANSWER_DISPUTES}),
    "rules": frozenset({R.RULE}),
    "pays": frozenset({R.MOVE_MONEY}),
    "writes rules": frozenset({R.WRITE_POLICY, R.WRITE_CALENDAR}),
    "hands out rights": frozenset({R.MANAGE_ACCOUNTS}),
}

# The buyer's side of the counter; everyone else is staff and needs a second factor.
_CUSTOMERS = frozenset({Role.BUYER, Role.GUARDIAN})

ROLE_WORDS: Mapping[Role, Words] = {
    Role.BUYER: Words("买家", "Buyer"),
    Role.GUARDIAN: Words("监护人", "Guardian"),
    Role.AGENT: Words("在线客服", "Online service"),
    Role.PHONE_AGENT: Words("电话客服", "Phone service"),
    Role.REVIEWER: Words("复核员", "Reviewer"),
    Role.SUPERVISOR: Words("主管", "Supervisor"),
    Role.FINANCE: Words("财务", "Finance"),
    Role.RISK: Words("风控", "Risk"),
    Role.COMPLIANCE: Words("跨境合规专员", "Cross-border compliance"),
    Role.MINOR_SPECIALIST: Words("未成年人专员", "Specialist for minors"),
    Role.DISPUTE_OFFICER: Words("争议专员", "Dispute officer"),
    Role.ARBITER: Words("第三方仲裁员(外部)", "Arbiter (from outside)"),
    Role.SUPPLIER_OP: Words("供应商操作员", "Supplier's operator"),
    Role.POLICY_EDITOR: Words("规则管理员", "Policy editor"),
    Role.SYSADMIN: Words("系统管理员", "System administrator"),
    Role.AUDITOR: Words("审计员", "Auditor"),
}


def rights_of(role: str) -> frozenset[Right]:
    """Return what a role may do; a name that is no role may do nothing."""
    return RIGHTS[Role(role)] if role in RIGHTS else frozenset()


def allowed(role: str, right: Right) -> bool:
    """Whether a role holds a right."""
    return right in rights_of(role)


def holders(right: Right) -> frozenset[str]:
    """Return the names of the roles that hold a right."""
    return frozenset(role.value for role, rights in RIGHTS.items() if right in rights)


def is_staff(role: str) -> bool:
    """Whether somebody of this role works here (or for us) rather than buying."""
    return role not in _CUSTOMERS


def together(rights: frozenset[Right]) -> tuple[str, ...]:
    """Return the duties found in these rights; more than one must never meet in a role."""
    return tuple(name for name, duty in DUTIES.items() if rights & duty)
