SELECT o.id, o.number, o.buyer_id, p.kind, p.fulfilment, v.version, o.list_total_minor,
       o.paid_minor, o.paid_at, o.completed_at, o.promised_at, o.cross_border,
       o.supplier_status, o.supplier_code, o.supplier_arrived, o.supplier_recallable,
       o.supplier_asked_at, o.chargeback_open, p.promise_7d, p.window_days,
       (SELECT json_agg(json_build_array(u.id, u.price_minor, u.paid_minor, u.usage, u.used_days,
                                         u.refunding_minor, g.id, encode(g.salt, 'hex'), g.state,
                                         g.next_seq,
                                         g.attested_at > %(at)s::timestamptz - interval '1 day')
                        ORDER BY u.position)
        FROM order_unit u LEFT JOIN ledger_good g ON g.unit_id = u.id WHERE u.order_id = o.id),
       (SELECT json_agg(json_build_array(t.id, t.route, t.amount_minor, t.refunding_minor,
                                         t.status) ORDER BY t.position)
        FROM tender t WHERE t.order_id = o.id),
       (SELECT json_agg(json_build_array(c.number, c.state, c.round, c.applied_at, u.unit_id,
                                         u.open) ORDER BY c.id)
        FROM refund_case c JOIN case_unit u ON u.case_id = c.id WHERE c.order_id = o.id),
       (SELECT count(*) FROM refund_case c
        WHERE c.buyer_id = o.buyer_id AND c.route = 'one_click'
          AND c.applied_at > %(at)s::timestamptz - interval '30 days'),
       (SELECT json_agg(json_build_array(k.kind, k.source, k.at))
        FROM (SELECT DISTINCT ON (i.kind) i.kind, i.source, i.at FROM evidence i
              WHERE i.order_id = o.id AND (i.source <> 'buyer' OR i.file_digest <> '')
              ORDER BY i.kind, i.position DESC) k),
       e.position, e.digest, nextval('case_serial'),
       (SELECT json_agg(l.version ORDER BY l.effective_at) FROM policy_version l
        WHERE l.state = 'published' AND l.effective_at > v.effective_at
          AND l.effective_at <= %(at)s),
       p.supplier, p.sku,
       (SELECT s.code FROM shop s WHERE s.id = o.shop_id AND s.money = 'shop'),
       o.renewal, o.reminded_at, o.payouts_held
       -- What a person left out of a share by fault is not paid by a rule afterwards.
       OR EXISTS (SELECT 1 FROM refund_case c JOIN case_event e ON e.case_id = c.id
                  WHERE c.order_id = o.id AND e.event = 'approve'
                    AND e.basis->'share' IS NOT NULL),
       CASE WHEN o.cross_border THEN EXISTS (
           SELECT FROM identity_check i
           WHERE i.buyer_id = o.buyer_id AND i.outcome = 'match'
             AND (i.order_id = o.id OR i.fresh_until > %(at)s)) END
FROM shop_order o
JOIN product p ON p.id = o.product_id
JOIN policy_version v ON v.id = o.policy_id
LEFT JOIN LATERAL (SELECT position, digest FROM evidence
                   WHERE order_id = o.id ORDER BY position DESC LIMIT 1) e ON true
WHERE o.number = %(number)s AND o.buyer_id = %(buyer_id)s
