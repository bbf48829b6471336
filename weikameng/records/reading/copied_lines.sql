-- The lines of history and the messages that copies are due of.
WITH mine AS MATERIALIZED (
    SELECT id, number, order_id, revision, applied_at, due_at, route, amount_minor
    FROM refund_case WHERE id = ANY(%(cases)s::bigint[])
),
page AS (
    SELECT e.case_id, e.event AS kind, e.revision, e.actor, e.because, e.because_en, e.at,
           e.state, 0::bigint AS message, 0::bigint AS payout, NULL::timestamptz AS promised_at,
           NULL::timestamptz AS read_at
    FROM case_event e
    JOIN unnest(%(cases)s::bigint[], %(revisions)s::int[]) AS u(c, r)
      ON e.case_id = u.c AND e.revision = u.r
    UNION ALL
    SELECT m.case_id, m.kind, 0, 'system', '', '', m.at, m.state, m.id, m.payout_id,
           m.promised_at, m.read_at
    FROM message m WHERE m.id = ANY(%(messages)s::bigint[])
)
