-- Orders paid in a span, by good and by why they went back; no reason for those that did not.
WITH sold AS (
    SELECT id, product_id FROM shop_order
    WHERE paid_at >= %(since)s AND paid_at < %(until)s
),
back AS (
    SELECT c.order_id, sum(c.amount_minor) AS minor, min(c.reason) AS reason
    FROM refund_case c JOIN sold ON sold.id = c.order_id
    WHERE c.state = 'refunded'
    GROUP BY c.order_id
),
counted AS (
    SELECT sold.product_id, back.reason, count(*) AS orders, count(back.order_id) AS refunded,
           coalesce(sum(back.minor), 0)::bigint AS minor
    FROM sold LEFT JOIN back ON back.order_id = sold.id
    GROUP BY sold.product_id, back.reason
)
SELECT p.id, p.supplier, p.name_zh, p.name_en, n.orders, n.refunded, n.minor, coalesce(n.reason, '')
FROM counted n JOIN product p ON p.id = n.product_id
ORDER BY p.id, n.reason
