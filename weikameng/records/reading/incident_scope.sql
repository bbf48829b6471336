-- Every unit of the orders an incident is about, and what becomes of it: the one place that says so,
-- for the dry run, for the second signature and for the refunds themselves.
SELECT o.id AS order_id, u.id AS unit_id, u.paid_minor - u.refunding_minor AS left_minor,
       k.case_id, CASE
         WHEN u.paid_minor = 0 THEN 'nothing_paid'
         WHEN k.case_id IS NOT NULL THEN 'open_case'
         WHEN u.refunding_minor >= u.paid_minor THEN 'refunded'
         WHEN o.chargeback_open THEN 'chargeback'
         WHEN o.cross_border THEN 'cross_border'
         WHEN u.usage IN ('activated', 'used')
              OR split_part(g.state, '+', 1) IN ('activated', 'used', 'expired') THEN 'used'
         WHEN u.usage = 'unknown' THEN 'unknown'
         WHEN u.usage = 'revealed' AND %(finding)s <> 'key_invalid' THEN 'revealed'
         WHEN o.supplier_arrived AND %(finding)s = 'not_arrived' THEN 'arrived'
         -- What was never sent to a supplier is not sent any more once it is refunded.
         WHEN o.completed_at IS NULL AND o.supplier_status NOT IN ('failed', 'reversed')
              AND NOT (p.fulfilment = 'direct' AND o.supplier_status = '') THEN 'under_way'
         ELSE 'refund' END AS fate
FROM shop_order o
JOIN product p ON p.id = o.product_id
JOIN order_unit u ON u.order_id = o.id
LEFT JOIN ledger_good g ON g.unit_id = u.id
LEFT JOIN case_unit k ON k.unit_id = u.id AND k.open
WHERE o.id BETWEEN %(first)s AND %(last)s AND o.product_id = ANY(%(products)s::int8[])
  AND o.paid_at >= %(since)s AND o.paid_at < %(until)s
