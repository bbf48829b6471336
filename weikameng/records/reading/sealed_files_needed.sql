-- Which of these files an order needs. One that was emptied needs its files no more, though digests of
-- them stand in its rows.
{held}
SELECT DISTINCT h.digest FROM held h
WHERE h.digest = ANY(%(digests)s) AND NOT h.order_id = ANY(%(emptied)s) AND NOT EXISTS (
    SELECT FROM evidence e WHERE e.order_id = h.order_id AND e.kind = 'erased')
