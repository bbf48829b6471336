"""Every table, limit and guard as of the thirtieth migration, in one step (decision 0023)."""

from pathlib import Path

from django.db import migrations

from weikameng.records.created_together import CreatedTogether
from weikameng.records.migrations.first import (
    accounts,
    books,
    catalogue,
    clocks,
    complaints,
    desk,
    evidence,
    messages,
    orders,
    payouts,
    policies,
    refunds,
    statements,
    transfers,
)

GUARDS = (Path(__file__).parent / "0001_squashed_0030_guards.sql").read_text(encoding="utf-8")
UNDONE = """
DROP TRIGGER policy_version_guard ON policy_version;
DROP TRIGGER policy_event_guard ON policy_event;
DROP TRIGGER book_entry_guard ON book_entry;
DROP TRIGGER difference_event_guard ON difference_event;
DROP TRIGGER transfer_event_guard ON transfer_event;
DROP TRIGGER payout_guard ON payout;
DROP TRIGGER payout_receipt_guard ON payout_receipt;
DROP TRIGGER staff_action_guard ON staff_action;
DROP TRIGGER picture_reading_keeps_case_quick ON picture_reading;
DROP TRIGGER approval_request_stays_decided ON approval_request;
DROP TRIGGER supplier_question_guard ON supplier_question;
DROP TRIGGER calendar_notice_guard ON calendar_notice;
DROP TRIGGER clock_event_guard ON clock_event;
DROP TRIGGER copies_of_lines ON case_event;
DROP TRIGGER copies_of_messages ON message;
DROP TRIGGER notice_guard ON notice;
DROP TRIGGER case_rating_guard ON case_rating;
DROP TRIGGER sample_review_guard ON sample_review;
DROP FUNCTION policy_version_guard;
DROP FUNCTION policy_event_guard;
DROP FUNCTION book_entry_guard;
DROP FUNCTION difference_event_guard;
DROP FUNCTION transfer_event_guard;
DROP FUNCTION payout_guard;
DROP FUNCTION payout_receipt_guard;
DROP FUNCTION staff_action_guard;
DROP FUNCTION keep_case_quick;
DROP FUNCTION approval_stays_decided;
DROP FUNCTION supplier_question_guard;
DROP FUNCTION calendar_notice_guard;
DROP FUNCTION clock_event_guard;
DROP FUNCTION copies_of_lines;
DROP FUNCTION copies_of_messages;
DROP FUNCTION notice_guard;
DROP FUNCTION case_rating_guard;
DROP FUNCTION sample_review_guard;
ALTER TABLE policy_version DROP CONSTRAINT policy_digest_of_text;
DROP SEQUENCE order_serial;
DROP SEQUENCE case_serial;
"""
ROOMS = (
    accounts,
    books,
    catalogue,
    clocks,
    complaints,
    desk,
    evidence,
    messages,
    orders,
    payouts,
    policies,
    refunds,
    statements,
    transfers,
)
REPLACED = (
    "0001_initial",
    "0002_serials",
    "0003_policy_texts",
    "0004_policy_adopts_shipped_text",
    "0005_policy_limits",
    "0006_order_looks",
    "0007_policy_backtests",
    "0008_decisions_in_short",
    "0009_money_back",
    "0010_books_kept",
    "0011_reconciliation",
    "0012_complaint_history",
    "0013_transfer_history",
    "0014_messages",
    "0017_payout_limits",
    "0018_due_by_route",
    "0019_pictures",
    "0020_readings_in_the_worker",
    "0021_pictures_again",
    "0022_payout_doubts",
    "0023_roles",
    "0024_desk",
    "0025_approvals",
    "0026_supplier_questions",
    "0027_clocks",
    "0028_notices",
    "0029_figures",
    "0030_staff_notices",
)


class Migration(migrations.Migration):
    replaces = [("records", name) for name in REPLACED]
    initial = True
    dependencies = [("auth", "0012_alter_user_first_name_max_length")]
    operations = [
        CreatedTogether([table for room in ROOMS for table in room.TABLES]),
        migrations.RunSQL(GUARDS, UNDONE),
    ]
