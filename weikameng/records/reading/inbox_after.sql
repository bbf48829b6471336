-- A buyer's messages as programs ask for them, newest first, after a place: the lines of their
-- cases' history, and what no line tells. The order is exact, whatever clocks wrote the moments.
WITH mine AS MATERIALIZED (
    SELECT id, number, order_id, revision, due_at, route, amount_minor, applied_at
    FROM refund_case
    WHERE buyer_id = %(buyer)s AND (%(refund)s::text = '' OR number = %(refund)s::text)
),
told AS (
    SELECT e.case_id, e.event AS kind, e.revision, e.actor, e.because, e.because_en, e.at,
           e.state, 0::bigint AS message, 0::bigint AS payout, NULL::timestamptz AS promised_at,
           NULL::timestamptz AS read_at
    FROM case_event e JOIN mine ON mine.id = e.case_id
    UNION ALL
    SELECT m.case_id, m.kind, 0, 'system', '', '', m.at, m.state, m.id, m.payout_id,
           m.promised_at, m.read_at
    FROM message m JOIN mine ON mine.id = m.case_id
),
page AS (
    SELECT * FROM told
    WHERE at >= coalesce(%(told_from)s::timestamptz, '-infinity')
      AND at < coalesce(%(told_to)s::timestamptz, 'infinity')
      AND (%(at)s::timestamptz IS NULL OR (at, case_id, revision, message)
           < (%(at)s::timestamptz, %(case)s::bigint, %(revision)s::bigint, %(message)s::bigint))
    ORDER BY at DESC, case_id DESC, revision DESC, message DESC
    LIMIT %(limit)s
)
