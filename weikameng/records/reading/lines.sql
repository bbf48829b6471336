-- The lines of ``page`` with what their words need; ``mine`` are their cases.
SELECT p.case_id, mine.number, g.name_zh, g.name_en, mine.route, mine.amount_minor,
       o.cross_border, mine.applied_at, CASE WHEN mine.revision = p.revision THEN mine.due_at END AS due_at,
       p.kind, p.revision, p.actor, p.because, p.because_en, p.at, p.state,
       p.message, coalesce(p.payout, 0) AS payout, p.promised_at,
       CASE WHEN p.message > 0 THEN p.read_at IS NULL
            ELSE p.revision > coalesce(r.revision, 0) END AS unread,
       EXISTS (SELECT 1 FROM case_event n WHERE n.case_id = p.case_id
               AND n.revision = p.revision + 1 AND n.at = p.at AND p.revision > 0) AS at_once,
       (SELECT count(*) FROM case_event n WHERE n.case_id = p.case_id
        AND n.revision <= p.revision AND n.event IN ('apply', 'amend', 'incident')) AS round,
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
