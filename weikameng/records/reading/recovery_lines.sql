-- All entries of every leg that a supplier's statement of a month may be about, first leg by first
-- leg with what replaced it: the domain makes the lines of them.
WITH RECURSIVE moved AS (
    SELECT payout_id FROM book_entry
    WHERE debit = 'claims' AND at >= %(starts)s AND at < %(ends)s
    UNION
    SELECT payout_id FROM book_entry
    WHERE credit = 'claims' AND kind = 'reversed' AND at >= %(starts)s AND at < %(ends)s
    UNION
    SELECT payout_id FROM book_entry
    WHERE debit = %(account)s AND kind = 'reassigned' AND at >= %(starts)s AND at < %(ends)s
    UNION
    SELECT payout_id FROM book_entry
    WHERE credit = %(account)s AND kind = 'reassigned' AND at >= %(starts)s AND at < %(ends)s
),
upward AS (
    SELECT p.id, p.replaces_id FROM payout p JOIN moved m ON p.id = m.payout_id
    UNION
    SELECT p.id, p.replaces_id FROM payout p JOIN upward u ON p.id = u.replaces_id
),
family AS (
    SELECT u.id AS root, u.id FROM upward u
    WHERE u.replaces_id IS NULL
      AND EXISTS (SELECT 1 FROM book_entry b
                  WHERE b.payout_id = u.id AND %(account)s IN (b.debit, b.credit))
    UNION ALL
    SELECT f.root, p.id FROM payout p JOIN family f ON p.replaces_id = f.id
)
SELECT f.root, b.id, b.payout_id, b.kind, b.debit, b.credit, b.amount_minor, b.at
FROM family f JOIN book_entry b ON b.payout_id = f.id
WHERE b.kind IN ('owed', 'settled', 'reversed', 'reassigned')
ORDER BY f.root, b.id
