-- A page of a buyer's messages, newest first: the lines of their cases' history, and what no line
-- tells. A settlement that was taken back later is marked as corrected. Of one case no more lines
-- are read than this page and those before it can hold, by index, however long the history is.
WITH mine AS MATERIALIZED (
    SELECT id, number, order_id, revision, applied_at, due_at, route, amount_minor
    FROM refund_case WHERE buyer_id = %(buyer)s
),
told AS (
    SELECT e.case_id, e.event AS kind, e.revision, e.actor, e.because, e.because_en, e.at,
           e.state, 0::bigint AS message, 0::bigint AS payout, NULL::timestamptz AS promised_at,
           NULL::timestamptz AS read_at
    FROM mine CROSS JOIN LATERAL (
        SELECT * FROM case_event n WHERE n.case_id = mine.id
        ORDER BY n.revision DESC LIMIT %(start)s + %(limit)s
    ) e
    UNION ALL
    SELECT m.case_id, m.kind, 0, 'system', '', '', m.at, m.state, m.id, m.payout_id,
           m.promised_at, m.read_at
    FROM mine CROSS JOIN LATERAL (
        SELECT * FROM message n WHERE n.case_id = mine.id
        ORDER BY n.id DESC LIMIT %(start)s + %(limit)s
    ) m
),
page AS (
    SELECT * FROM told
    ORDER BY at DESC, case_id DESC, revision DESC, message DESC
    LIMIT %(limit)s OFFSET %(start)s
)
