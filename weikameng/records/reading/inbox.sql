-- A page of a buyer's messages, newest first: the lines of their cases' history, and what no line
-- tells. A settlement that was taken back later is marked as corrected. Of one case no more lines
-- are read than this page and those before it can hold, by index, however long the history is.
WITH mine AS MATERIALIZED (
    SELECT id, number, order_id, revision, due_at, route, amount_minor
    FROM refund_case WHERE buyer_id = %(buyer)s
),
told AS (
    SELECT e.case_id, e.event AS kind, e.revision, e.actor, e.because, e.at, e.state,
           0::bigint AS message, 0::bigint AS payout, NULL::timestamptz AS promised_at,
           NULL::timestamptz AS read_at
    FROM mine CROSS JOIN LATERAL (
        SELECT * FROM case_event n WHERE n.case_id = mine.id
        ORDER BY n.revision DESC LIMIT %(start)s + %(limit)s
    ) e
    UNION ALL
    SELECT m.case_id, m.kind, 0, 'system', '', m.at, m.state, m.id, m.payout_id, m.promised_at,
           m.read_at
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
SELECT p.case_id, mine.number, g.name_zh, g.name_en, mine.route, mine.amount_minor,
       o.cross_border, CASE WHEN mine.revision = p.revision THEN mine.due_at END AS due_at,
       p.kind, p.revision, p.actor, p.because, p.at, p.state, p.message, p.payout, p.promised_at,
       CASE WHEN p.message > 0 THEN p.read_at IS NULL
            ELSE p.revision > coalesce(r.revision, 0) END AS unread,
       EXISTS (SELECT 1 FROM case_event n WHERE n.case_id = p.case_id
               AND n.revision = p.revision + 1 AND n.at = p.at AND p.revision > 0) AS at_once,
       (SELECT count(*) FROM case_event n WHERE n.case_id = p.case_id
        AND n.revision <= p.revision AND n.event IN ('apply', 'amend')) AS round,
       EXISTS (SELECT 1 FROM case_event n WHERE n.case_id = p.case_id
               AND n.revision < p.revision AND n.event = 'reverse') AS again,
       p.kind = 'settle' AND EXISTS (SELECT 1 FROM case_event n WHERE n.case_id = p.case_id
               AND n.revision > p.revision AND n.event = 'reverse') AS corrected
FROM page p
JOIN mine ON mine.id = p.case_id
JOIN shop_order o ON o.id = mine.order_id
JOIN product g ON g.id = o.product_id
LEFT JOIN case_read r ON r.case_id = p.case_id
ORDER BY p.at DESC, p.case_id DESC, p.revision DESC, p.message DESC
