-- A buyer's orders (or everybody's): is anything about one still open, and until when it is kept.
SELECT id, open, last_at + make_interval(
    years => CASE WHEN cross_border THEN %(across)s ELSE %(years)s END::int) AS until
FROM (
    SELECT o.id, o.cross_border,
           o.chargeback_open OR o.progress IN ('awaiting_payment', 'paid')
             OR EXISTS (SELECT FROM refund_case c
                        WHERE c.order_id = o.id AND c.state = ANY(%(open)s::text[])) AS open,
           greatest(
             o.created_at, o.completed_at,
             (SELECT max(e.at) FROM order_unit u
              JOIN ledger_good g ON g.unit_id = u.id
              JOIN ledger_outbox e ON e.good_id = g.id WHERE u.order_id = o.id),
             (SELECT max(e.at) FROM refund_case c
              JOIN case_event e ON e.case_id = c.id WHERE c.order_id = o.id)
           ) AS last_at
    FROM shop_order o
    WHERE (%(buyer_id)s::bigint IS NULL OR o.buyer_id = %(buyer_id)s::bigint)
      AND o.created_at <= %(oldest)s
) matter
