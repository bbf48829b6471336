-- The goods a case is about, and its own, locked: what happens to the case happens to them.
WITH mine AS (
    SELECT g.id, false AS back FROM ledger_good g WHERE g.case_id = %(case_id)s
    UNION ALL
    SELECT g.id, u.refunding_minor >= u.paid_minor
    FROM case_unit k
    JOIN order_unit u ON u.id = k.unit_id
    JOIN ledger_good g ON g.unit_id = k.unit_id
    WHERE k.case_id = %(case_id)s
)
SELECT g.id, g.sku, g.salt, g.state, g.next_seq, g.unit_id, mine.back, c.amount_minor
FROM ledger_good g
JOIN mine ON mine.id = g.id
JOIN refund_case c ON c.id = %(case_id)s
ORDER BY g.id
FOR NO KEY UPDATE OF g
