-- Deliveries that are due, for as many lanes as are free: a few of each endpoint, one of one that
-- fails, and of a refund only the oldest that has not ended.
WITH turn AS (
    SELECT e.id, e.failures, e.failing_since, e.url, e.secret, e.code,
           CASE WHEN e.old_until > %(at)s THEN e.old_secret ELSE '' END AS old_secret
    FROM webhook_endpoint e
    WHERE e.state = 'on' AND (e.rest_until IS NULL OR e.rest_until <= %(at)s)
      AND EXISTS (SELECT FROM webhook_delivery d
                  WHERE d.endpoint_id = e.id AND d.ended_at IS NULL AND d.due_at <= %(at)s
                    AND (d.leased_until IS NULL OR d.leased_until <= %(at)s))
    ORDER BY e.taken_at NULLS FIRST, e.id
    LIMIT %(slots)s
    FOR NO KEY UPDATE OF e SKIP LOCKED
),
room AS (
    SELECT t.*, (CASE WHEN t.failures > 0 THEN 1 ELSE %(lanes)s END)
                - (SELECT count(*) FROM webhook_delivery h
                   WHERE h.endpoint_id = t.id AND h.ended_at IS NULL
                     AND h.leased_until > %(at)s) AS places
    FROM turn t
),
picked AS (
    SELECT d.id, r.url, r.code, r.secret, r.old_secret, r.failures, r.failing_since
    FROM room r CROSS JOIN LATERAL (
        SELECT d.id FROM webhook_delivery d
        WHERE d.endpoint_id = r.id AND d.ended_at IS NULL AND d.due_at <= %(at)s
          AND (d.leased_until IS NULL OR d.leased_until <= %(at)s)
          AND NOT EXISTS (SELECT FROM webhook_delivery b
                          WHERE b.endpoint_id = d.endpoint_id AND b.case_id = d.case_id
                            AND b.ended_at IS NULL AND b.id < d.id)
        ORDER BY d.due_at, d.id
        LIMIT greatest(r.places, 0)
        FOR UPDATE SKIP LOCKED
    ) d
    LIMIT %(slots)s
),
held AS (
    UPDATE webhook_delivery d SET leased_by = %(worker)s, leased_until = %(until)s
    FROM picked p WHERE d.id = p.id
    RETURNING d.id, d.event_id, d.endpoint_id, d.tries, p.url, p.code, p.secret, p.old_secret,
              p.failures, p.failing_since
)
SELECT h.id, h.endpoint_id, h.tries, h.url, h.secret, h.old_secret, h.failures, h.failing_since,
       w.message, w.type, w.at, w.facts::text, o.number, o.external_number, b.customer,
       c.number
FROM held h
JOIN webhook_event w ON w.id = h.event_id
LEFT JOIN refund_case c ON c.id = w.case_id
LEFT JOIN shop_order o ON o.id = c.order_id
LEFT JOIN person b ON b.id = c.buyer_id
ORDER BY h.id
