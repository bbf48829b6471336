-- Every good with its events in order, and what our books say of it.
SELECT g.id, g.state, g.next_seq, l.types, l.dense,
       u.frozen, u.usage, o.progress, c.voided_at IS NOT NULL,
       u.refunding_minor >= u.paid_minor AND u.frozen,
       EXISTS (SELECT FROM case_unit k WHERE k.unit_id = u.id AND k.open),
       r.state
FROM ledger_good g
LEFT JOIN LATERAL (
    SELECT array_agg(e.type::text ORDER BY e.seq) AS types,
           max(e.seq) + 1 = count(*) AS dense
    FROM ledger_outbox e WHERE e.good_id = g.id
) l ON true
LEFT JOIN order_unit u ON u.id = g.unit_id
LEFT JOIN shop_order o ON o.id = u.order_id
LEFT JOIN card_stock c ON c.id = g.card_id
LEFT JOIN refund_case r ON r.id = g.case_id
ORDER BY g.id
