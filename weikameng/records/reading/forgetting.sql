-- Salts of a buyer's goods and cases (or of everybody's), with until when each is to be kept and
-- whether anything about its order is still open.
WITH held AS (
    SELECT g.id, coalesce(u.order_id, c.order_id) AS order_id
    FROM ledger_good g
    LEFT JOIN order_unit u ON u.id = g.unit_id
    LEFT JOIN refund_case c ON c.id = g.case_id
    WHERE g.salt IS NOT NULL AND (g.unit_id IS NOT NULL OR g.case_id IS NOT NULL)
),
matters AS (
    {matters}
)
SELECT h.id, m.open, m.until
FROM held h JOIN matters m ON m.id = h.order_id
ORDER BY h.id
