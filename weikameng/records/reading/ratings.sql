-- Refunds that arrived in a span by their score; no score for those nobody rated.
SELECT r.score, count(*)
FROM refund_case c LEFT JOIN case_rating r ON r.case_id = c.id
WHERE c.state = 'refunded' AND c.settled_at >= %(since)s AND c.settled_at < %(until)s
GROUP BY r.score
