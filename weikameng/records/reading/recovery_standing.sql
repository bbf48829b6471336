-- What each supplier owes in all: what has arrived of the refunds it bears now, and what it paid.
WITH RECURSIVE borne AS (
    SELECT payout_id, account FROM (
        SELECT payout_id, debit AS account, amount_minor AS minor FROM book_entry
        WHERE debit = ANY(%(accounts)s) AND kind IN ('owed', 'reassigned')
        UNION ALL
        SELECT payout_id, credit, -amount_minor FROM book_entry
        WHERE credit = ANY(%(accounts)s) AND kind = 'reassigned'
    ) moves
    GROUP BY payout_id, account HAVING sum(minor) <> 0
),
family AS (
    SELECT payout_id AS id, account FROM borne
    UNION ALL
    SELECT p.id, f.account FROM payout p JOIN family f ON p.replaces_id = f.id
),
owing AS (
    SELECT f.account,
           sum(CASE b.kind WHEN 'settled' THEN b.amount_minor ELSE -b.amount_minor END) AS minor
    FROM family f JOIN book_entry b ON b.payout_id = f.id
    WHERE b.kind IN ('settled', 'reversed') GROUP BY f.account
),
paid AS (
    SELECT credit AS account, sum(amount_minor) AS minor FROM book_entry
    WHERE credit = ANY(%(accounts)s) AND kind = 'received' GROUP BY credit
)
SELECT account, coalesce(o.minor, 0)::bigint, coalesce(p.minor, 0)::bigint
FROM owing o FULL JOIN paid p USING (account)
