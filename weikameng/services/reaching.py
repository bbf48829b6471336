"""How who decides reaches a guardian (H3): the contact is shown once it is on record who looked."""

from datetime import datetime

from django.db import transaction

from weikameng.domain.errors import not_found
from weikameng.domain.staff_acts import Act
from weikameng.records.reading.guardians import guardian_of
from weikameng.services import judging
from weikameng.services.judging import Judge
from weikameng.services.sealing import opened
from weikameng.services.staff_log import noted


def contact_of(case_number: str, judge: Judge, at: datetime) -> str:
    """Return where a guardian is reached, for who decides; the look stays on record."""
    case = judging.case_for(case_number, judge)
    found = guardian_of(case.read.id)
    if found is None or not found.contact:
        raise not_found()
    with transaction.atomic():
        noted(judge.id, Act.GUARDIAN_REACHED, judging.about(case), "", at)
    return opened(found.contact)
