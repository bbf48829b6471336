-- Goods of orders, and of their cases, whose salt is still there.
SELECT g.id FROM ledger_good g LEFT JOIN order_unit u ON u.id = g.unit_id
WHERE g.salt IS NOT NULL AND (u.order_id = ANY(%(orders)s) OR g.case_id IN (SELECT id FROM refund_case WHERE order_id = ANY(%(orders)s)))
