-- What a shop takes along, a section a statement; orders are rows that can be imported again.
-- orders
SELECT o.id, jsonb_build_object('external_number', coalesce(o.external_number, o.number),
    'number', o.number, 'buyer', coalesce(nullif(b.customer, ''), b.username),
    'sku', coalesce(nullif(p.shop_sku, ''), p.sku), 'state', o.progress,
    'units', (SELECT jsonb_agg(jsonb_build_object(
        'price', to_char(u.price_minor / 100.0, 'FM9999999990.00'),
        'usage', u.usage, 'used_days', u.used_days,
        'going_back', to_char(u.refunding_minor / 100.0, 'FM9999999990.00')) ORDER BY u.position)
        FROM order_unit u WHERE u.order_id = o.id),
    'payments', (SELECT coalesce(jsonb_agg(jsonb_build_object('route', t.route,
        'amount', to_char(t.amount_minor / 100.0, 'FM9999999990.00'),
        'reference', t.payment_reference) ORDER BY t.position), '[]')
        FROM tender t WHERE t.order_id = o.id),
    'paid_at', o.paid_at, 'completed_at', o.completed_at, 'account', o.account, 'zone', o.zone,
    'cross_border', o.cross_border, 'currency', o.currency)
FROM shop_order o JOIN person b ON b.id = o.buyer_id JOIN product p ON p.id = o.product_id
WHERE o.shop_id IS NOT DISTINCT FROM %(shop)s AND o.paid_at IS NOT NULL
    AND o.id > %(after)s ORDER BY o.id LIMIT %(many)s;
-- customers
SELECT b.id, jsonb_build_object('buyer', coalesce(nullif(b.customer, ''), b.username),
    'name', b.display_name)
FROM person b
WHERE b.shop_id IS NOT DISTINCT FROM %(shop)s AND b.role = 'buyer' AND b.is_active
    AND (b.customer <> '' OR b.shop_id IS NULL)
    AND b.id > %(after)s ORDER BY b.id LIMIT %(many)s;
-- refunds
SELECT c.id, jsonb_build_object('number', c.number, 'order', o.number,
    'external_number', o.external_number, 'state', c.state, 'reason', c.reason,
    'amount_minor', c.amount_minor, 'applied_at', c.applied_at, 'settled_at', c.settled_at,
    'rounds', (SELECT jsonb_agg(jsonb_build_object('round', r.round, 'reason', r.reason,
        'words', r.narrative, 'decision', r.decision, 'at', r.at) ORDER BY r.round)
        FROM case_round r WHERE r.case_id = c.id),
    'payouts', (SELECT jsonb_agg(jsonb_build_object('number', y.number, 'route', y.route,
        'amount_minor', y.amount_minor, 'state', y.state, 'settled_at', y.settled_at)
        ORDER BY y.id) FROM payout y WHERE y.case_id = c.id))
FROM refund_case c JOIN shop_order o ON o.id = c.order_id
WHERE o.shop_id IS NOT DISTINCT FROM %(shop)s AND c.id > %(after)s ORDER BY c.id LIMIT %(many)s;
