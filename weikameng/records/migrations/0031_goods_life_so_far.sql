-- What was there before the log: each gets an id, and the shortest life that led where it stands,
-- written down in this moment. No commitments: those begin with what happens from now on.
INSERT INTO ledger_good (id, card_id, unit_id, case_id, sku, salt)
SELECT gen_random_uuid(), t.card, t.unit, t.refund, left(t.sku, 64),
       sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
FROM (
    SELECT c.id AS card, c.unit_id AS unit, NULL::bigint AS refund, p.sku
    FROM card_stock c JOIN product p ON p.id = c.product_id
    UNION ALL
    SELECT NULL, u.id, NULL, p.sku
    FROM order_unit u
    JOIN shop_order o ON o.id = u.order_id
    JOIN product p ON p.id = o.product_id
    WHERE o.progress IN ('paid', 'delivered', 'failed')
      AND (p.fulfilment = 'direct' OR (o.external_number IS NOT NULL AND o.progress = 'delivered'))
      AND NOT EXISTS (SELECT 1 FROM card_stock c WHERE c.unit_id = u.id)
    UNION ALL
    SELECT NULL, NULL, r.id, p.sku
    FROM refund_case r
    JOIN shop_order o ON o.id = r.order_id
    JOIN product p ON p.id = o.product_id
) t;

WITH facts AS (
    SELECT g.id, g.sku, g.card_id, g.unit_id, u.usage, u.revealed_at, u.frozen,
           o.completed_at IS NOT NULL AS delivered,
           u.refunding_minor >= u.paid_minor AND u.frozen AS back,
           (SELECT r.state FROM case_unit cu JOIN refund_case r ON r.id = cu.case_id
            WHERE cu.unit_id = u.id AND cu.open LIMIT 1) AS asked
    FROM ledger_good g
    LEFT JOIN order_unit u ON u.id = g.unit_id
    LEFT JOIN shop_order o ON o.id = u.order_id
    WHERE g.case_id IS NULL
),
lives AS (
    SELECT f.id, f.sku,
        ARRAY['issued']
        || CASE WHEN card_id IS NOT NULL THEN ARRAY['listed'] ELSE '{}' END
        || CASE WHEN unit_id IS NOT NULL THEN ARRAY['sold'] ELSE '{}' END
        || CASE WHEN delivered THEN ARRAY['delivered'] ELSE '{}' END
        || CASE WHEN delivered AND revealed_at IS NOT NULL THEN ARRAY['revealed'] ELSE '{}' END
        || CASE WHEN delivered AND usage IN ('activated', 'used')
                THEN ARRAY['activated'] ELSE '{}' END
        || CASE WHEN delivered AND usage = 'used' THEN ARRAY['used'] ELSE '{}' END
        || CASE WHEN frozen THEN ARRAY['frozen'] ELSE '{}' END
        || CASE WHEN frozen THEN ARRAY['refund_requested'] ELSE '{}' END
        || CASE WHEN back AND (asked IS NULL OR asked IN ('approved', 'paying', 'payout_stuck'))
                THEN ARRAY['refund_approved'] ELSE '{}' END
        || CASE WHEN back AND asked IS NULL
                THEN ARRAY['refunded', 'voided'] ELSE '{}' END AS types,
        CASE WHEN back AND asked IS NULL THEN 'voided'
             WHEN delivered AND usage IN ('activated', 'used') THEN usage
             WHEN delivered AND revealed_at IS NOT NULL THEN 'revealed'
             WHEN delivered THEN 'delivered'
             WHEN unit_id IS NOT NULL THEN 'sold'
             WHEN card_id IS NOT NULL THEN 'listed' ELSE 'issued' END
        || CASE WHEN frozen THEN '+frozen' ELSE '' END
        || CASE WHEN back AND asked IS NULL THEN '+refunded'
                WHEN back AND asked IN ('approved', 'paying', 'payout_stuck') THEN '+approved'
                WHEN frozen THEN '+requested' ELSE '' END AS state
    FROM facts f
    UNION ALL
    SELECT g.id, g.sku,
        ARRAY['opened']
        || CASE WHEN r.state IN ('approved', 'paying', 'payout_stuck', 'refunded', 'rejected')
                THEN ARRAY['decided'] ELSE '{}' END
        || CASE WHEN r.state = 'refunded' THEN ARRAY['paid'] ELSE '{}' END,
        CASE WHEN r.state = 'refunded' THEN 'paid'
             WHEN r.state IN ('approved', 'paying', 'payout_stuck', 'rejected') THEN 'decided'
             ELSE 'opened' END
    FROM ledger_good g JOIN refund_case r ON r.id = g.case_id
),
written AS (
    INSERT INTO ledger_outbox (good_id, seq, type, at, actor, sku)
    SELECT l.id, e.place - 1, e.type, now(), 'platform', l.sku
    FROM lives l, unnest(l.types) WITH ORDINALITY AS e(type, place)
    ORDER BY l.id, e.place
)
UPDATE ledger_good g SET state = l.state, next_seq = cardinality(l.types)
FROM lives l WHERE g.id = l.id;
