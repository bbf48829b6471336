"""What must add up about money, each law as the one statement that finds who breaks it.

Order, tender and unit; leg and what replaced it; case and claims; books and who bears a cost."""

from collections.abc import Iterator

from weikameng.domain.books import SHAPES
from weikameng.records.statements import fetch_all

# What a channel paid by itself, beyond the legs that stand for it, counts as given back too (N9).
_TENDERS = """
SELECT 'tender ' || t.id FROM tender t
LEFT JOIN (SELECT tender_id, sum(amount_minor) FILTER (WHERE state <> 'replaced') AS promised,
                  sum(amount_minor) FILTER (WHERE route = 'chargeback') AS stood_for
           FROM payout GROUP BY tender_id) p ON p.tender_id = t.id
LEFT JOIN (SELECT tender_id, sum(paid_minor) AS taken
           FROM complaint GROUP BY tender_id) c ON c.tender_id = t.id
WHERE t.refunding_minor <> coalesce(promised, 0) + coalesce(taken, 0) - coalesce(stood_for, 0)
   OR coalesce(taken, 0) < coalesce(stood_for, 0)
"""
_TAKEN = """
SELECT 'tender ' || c.tender_id
FROM (SELECT tender_id, sum(paid_minor) AS taken, coalesce(sum(b.amount_minor), 0) AS booked
      FROM complaint LEFT JOIN book_entry b ON b.cause = 'charged_back:' || complaint.id
      GROUP BY tender_id) c
LEFT JOIN (SELECT tender_id, sum(amount_minor) AS stood_for FROM payout
           WHERE route = 'chargeback' GROUP BY tender_id) p ON p.tender_id = c.tender_id
WHERE c.taken - coalesce(p.stood_for, 0) <> c.booked
"""
_ORDERS = """
SELECT 'order ' || o.number FROM shop_order o
LEFT JOIN (SELECT order_id, sum(refunding_minor) AS parts
           FROM {part} GROUP BY order_id) p ON p.order_id = o.id
WHERE o.refunding_minor <> coalesce(p.parts, 0)
"""
# A claim is booked once, with the first leg; a settled leg is met, a returned one stands again.
_LEGS = """
SELECT 'payout ' || p.number FROM payout p
LEFT JOIN (SELECT payout_id, sum(amount_minor) FILTER (WHERE kind = 'owed') AS owed,
                  sum(amount_minor) FILTER (WHERE kind = 'settled') AS settled,
                  sum(amount_minor) FILTER (WHERE kind = 'reversed') AS reversed,
                  count(*) FILTER (WHERE kind = 'settled') AS times
           FROM book_entry GROUP BY payout_id) b ON b.payout_id = p.id
WHERE coalesce(owed, 0) <> CASE WHEN p.replaces_id IS NULL THEN p.amount_minor ELSE 0 END
   OR coalesce(settled, 0) - coalesce(reversed, 0)
      <> CASE WHEN p.state = 'settled' THEN p.amount_minor ELSE 0 END
   OR coalesce(times, 0) <> p.settlements
"""
_REPLACED = """
SELECT 'payout ' || p.number FROM payout p
LEFT JOIN (SELECT replaces_id, sum(amount_minor) AS total FROM payout
           WHERE replaces_id IS NOT NULL GROUP BY replaces_id) s ON s.replaces_id = p.id
WHERE (p.state = 'replaced') <> (s.total IS NOT NULL) OR s.total <> p.amount_minor
"""
_CASES = """
SELECT 'case ' || c.number FROM refund_case c
LEFT JOIN (SELECT case_id, sum(amount_minor) AS total FROM payout
           WHERE state <> 'replaced' GROUP BY case_id) p ON p.case_id = c.id
WHERE coalesce(p.total, 0) <> CASE WHEN c.state IN ('paying', 'payout_stuck', 'refunded')
                                   THEN c.amount_minor ELSE 0 END
"""
_REFUNDED = """
SELECT DISTINCT 'case ' || c.number FROM refund_case c JOIN payout p ON p.case_id = c.id
WHERE c.state = 'refunded' AND p.state NOT IN ('settled', 'replaced')
"""
# What is owed to buyers is what is still to be paid: case by case, and in all.
_CLAIMS = """
WITH claimed AS (
    SELECT p.case_id, sum(CASE WHEN b.credit = 'claims' THEN b.amount_minor
                               ELSE -b.amount_minor END) AS total
    FROM book_entry b LEFT JOIN payout p ON p.id = b.payout_id
    WHERE 'claims' IN (b.debit, b.credit) GROUP BY p.case_id
),
unpaid AS (
    SELECT case_id, sum(amount_minor) AS total FROM payout
    WHERE state NOT IN ('settled', 'replaced') GROUP BY case_id
)
SELECT coalesce('case ' || c.number, 'no case') FROM claimed
FULL JOIN unpaid ON unpaid.case_id = claimed.case_id
LEFT JOIN refund_case c ON c.id = coalesce(claimed.case_id, unpaid.case_id)
WHERE coalesce(claimed.total, 0) <> coalesce(unpaid.total, 0)
"""
_BEARERS = """
SELECT DISTINCT 'payout ' || p.number
FROM (SELECT payout_id, account, sum(minor) AS net
      FROM (SELECT payout_id, debit AS account, amount_minor AS minor FROM book_entry
            WHERE kind IN ('owed', 'reassigned')
            UNION ALL
            SELECT payout_id, credit, -amount_minor FROM book_entry
            WHERE kind = 'reassigned') moves
      GROUP BY payout_id, account) borne
JOIN payout p ON p.id = borne.payout_id
WHERE borne.net NOT IN (0, p.amount_minor)
"""
_ENTRIES = """
SELECT 'entry ' || b.id FROM book_entry b
LEFT JOIN unnest(%(kinds)s::text[], %(debits)s::text[], %(credits)s::text[])
       AS s(kind, debit, credit) ON s.kind = b.kind
WHERE s.kind IS NULL OR b.debit !~ s.debit OR b.credit !~ s.credit
   OR NOT starts_with(b.cause, b.kind || ':')
   OR (b.payout_id IS NULL AND b.kind = ANY(%(of_a_leg)s))
"""
# An order is held exactly while a complaint about it is open, and each has its history (N9).
_HELD = """
SELECT 'order ' || o.number FROM shop_order o
WHERE o.chargeback_open
   <> EXISTS (SELECT 1 FROM complaint c WHERE c.order_id = o.id AND c.closed_at IS NULL)
"""
# Nor is anything of it sent while a person has not decided whether somebody else paid (H4).
_HELD_CLAIMS = """
SELECT 'order ' || o.number FROM shop_order o
LEFT JOIN (
    SELECT DISTINCT c.order_id FROM case_round r JOIN refund_case c ON c.id = r.case_id
    WHERE r.reason = 'UNAUTHORIZED' AND c.state IN ('screening', 'reviewing', 'awaiting_buyer')
) claimed ON claimed.order_id = o.id
WHERE o.payouts_held <> (claimed.order_id IS NOT NULL)
"""
_COMPLAINTS = """
SELECT 'complaint ' || c.id FROM complaint c
LEFT JOIN (SELECT DISTINCT ON (complaint_id) complaint_id, event, outcome, paid_minor
           FROM complaint_event ORDER BY complaint_id, position DESC) e ON e.complaint_id = c.id
WHERE e.event IS NULL OR (e.event = 'close') <> (c.closed_at IS NOT NULL)
   OR e.outcome <> c.outcome OR e.paid_minor <> c.paid_minor
"""
_KINDS = {
    "kinds": list(SHAPES),
    "debits": [f"^({debit})$" for debit, _ in SHAPES.values()],
    "credits": [f"^({credit})$" for _, credit in SHAPES.values()],
    "of_a_leg": ["owed", "settled", "reversed", "reassigned", "cleared"],
}
LAWS = (
    ("payouts == tender", _TENDERS),
    ("charged back == booked", _TAKEN),
    ("tenders == order", _ORDERS.format(part="tender")),
    ("units == order", _ORDERS.format(part="order_unit")),
    ("books == payouts", _LEGS),
    ("successors == replaced", _REPLACED),
    ("payouts == case", _CASES),
    ("refunded == settled", _REFUNDED),
    ("claims == unpaid", _CLAIMS),
    ("one bearer a leg", _BEARERS),
    ("entry fits its kind", _ENTRIES),
    ("held == complained", _HELD),
    ("held == claimed unauthorised", _HELD_CLAIMS),
    ("complaint == its history", _COMPLAINTS),
)


def broken_laws() -> Iterator[tuple[str, str]]:
    """Yield each law that does not hold with the row it does not hold for; a statement a law."""
    for law, statement in LAWS:
        for (what,) in fetch_all(statement, _KINDS if "%(" in statement else {}):
            yield law, what
