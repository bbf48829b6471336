-- One-click refunds of a span and which of them are drawn for a look afterwards: the first of every
-- day in Beijing, and of the others a share by the digest of their number. What was looked at once
-- stays in, whatever the share is now; the last look counts.
WITH given AS MATERIALIZED (
    SELECT c.id, c.number, c.buyer_id, c.amount_minor, c.applied_at, c.order_id,
           row_number() OVER (
               PARTITION BY (c.applied_at AT TIME ZONE 'Asia/Shanghai')::date ORDER BY c.id) = 1
           OR ('x' || substr(encode(sha256(convert_to('sample' || c.number, 'UTF8')), 'hex'), 1, 7)
              )::bit(28)::int %% 100 < %(share)s AS drawn
    FROM refund_case c
    WHERE c.route = 'one_click' AND c.state IN ('approved', 'paying', 'payout_stuck', 'refunded')
      AND c.applied_at >= %(since)s AND c.applied_at < %(until)s
),
looked AS (
    SELECT DISTINCT ON (s.case_id) s.case_id, s.agrees, s.note, s.at, s.by_id
    FROM sample_review s ORDER BY s.case_id, s.id DESC
),
sample AS (
    SELECT g.*, l.agrees, l.note, l.at AS looked_at, l.by_id
    FROM given g LEFT JOIN looked l ON l.case_id = g.id
    WHERE g.drawn OR l.case_id IS NOT NULL
)
