"""What Aliyun and Tencent say of an SMS, and what it means: tables as data (docs/notices.md).

Their answers carry no signature. A code nobody explained to us may stand for a message that went.
"""

from collections.abc import Mapping

from weikameng.domain.delivery import Cause, Fate, Handover, Sms, is_reference, mobile_of
from weikameng.gateways.payments.line import LineDead
from weikameng.gateways.payments.outcome_table import CODE_LIMIT, told

NOT_READ = Handover(Fate.UNKNOWN, "UNREADABLE_ANSWER")
_UNCLEAR = None
# A code, or ``X*`` for a family (the code itself comes first). None: it may have been sent.
Table = Mapping[str, Cause | None]

ALIYUN: Table = {
    "isv.BUSINESS_LIMIT_CONTROL": Cause.LATER,
    "isv.DAY_LIMIT_CONTROL": Cause.LATER,
    "isv.MONTH_LIMIT_CONTROL": Cause.LATER,
    "Throttling*": Cause.LATER,
    "isv.AMOUNT_NOT_ENOUGH": Cause.BALANCE,
    "isv.OUT_OF_SERVICE": Cause.BALANCE,
    "isv.MOBILE_NUMBER_ILLEGAL": Cause.ADDRESS,
    "isv.*": Cause.SETTINGS,  # every other of theirs is about template, signature or account
    "isp.RAM_PERMISSION_DENY": Cause.SETTINGS,
    "isp.*": _UNCLEAR,
    # Refused at the gate, before anything is done.
    "SignatureDoesNotMatch": Cause.SETTINGS,
    "IncompleteSignature": Cause.SETTINGS,
    "InvalidAccessKeyId*": Cause.SETTINGS,
    "InvalidTimeStamp*": Cause.SETTINGS,
    "InvalidAction*": Cause.SETTINGS,
    "InvalidVersion*": Cause.SETTINGS,
    "Missing*": Cause.SETTINGS,
    "Forbidden*": Cause.SETTINGS,
    "NoPermission": Cause.SETTINGS,
}
TENCENT: Table = {
    "LimitExceeded*": Cause.LATER,
    "RequestLimitExceeded*": Cause.LATER,
    "FailedOperation.InsufficientBalanceInSmsPackage": Cause.BALANCE,
    "UnauthorizedOperation.SerivceSuspendDueToArrears": Cause.BALANCE,  # their spelling
    "FailedOperation.PhoneNumberInBlacklist": Cause.ADDRESS,
    "InvalidParameterValue.IncorrectPhoneNumber": Cause.ADDRESS,
    "FailedOperation*": Cause.SETTINGS,
    "AuthFailure*": Cause.SETTINGS,
    "UnauthorizedOperation*": Cause.SETTINGS,
    "UnsupportedOperation*": Cause.SETTINGS,
    "UnsupportedRegion": Cause.SETTINGS,
    "InvalidParameter*": Cause.SETTINGS,
    "InvalidAction": Cause.SETTINGS,
    "MissingParameter*": Cause.SETTINGS,
    "UnknownParameter*": Cause.SETTINGS,
    "NoSuchVersion": Cause.SETTINGS,
    "InternalError*": _UNCLEAR,
}


def unsendable(sms: Sms) -> Handover | None:
    """Return the refusal of what no carrier could send; None for what may go."""
    if not mobile_of(sms.number):
        return Handover(Fate.REFUSED, "NO_MOBILE", Cause.ADDRESS)
    if not is_reference(sms.reference):
        return Handover(Fate.REFUSED, "BAD_REFERENCE", Cause.SETTINGS)
    return None


def refused(table: Table, code: object) -> Handover:
    """Return what a code other than their OK means for the message."""
    said = told(code, CODE_LIMIT)
    cause = _cause(table, said)
    if cause is _UNCLEAR:
        return Handover(Fate.UNKNOWN, said) if said else NOT_READ
    return Handover(Fate.REFUSED, said, cause)


def unanswered(dead: LineDead) -> Handover:
    """Return what a dead line means: only what never left this machine was surely not sent."""
    if dead.reached:
        return Handover(Fate.UNKNOWN, dead.code)
    return Handover(Fate.REFUSED, dead.code, Cause.LATER)


def _cause(table: Table, code: str) -> Cause | None:
    if code in table:
        return table[code]
    families = (key for key in table if key.endswith("*") and code.startswith(key[:-1]))
    family = next(families, "")
    return table[family] if family else _UNCLEAR
