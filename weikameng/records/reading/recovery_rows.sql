-- What a supplier needs to find a refund in its own books; the reason is that of the last round.
SELECT p.id, p.number, c.number, o.number, g.name_zh, g.name_en, r.reason,
       r.decision ->> 'policy_version', coalesce(r.facts #>> '{order,supplier,status}', ''),
       coalesce(r.facts #>> '{order,supplier,code}', '')
FROM payout p
JOIN refund_case c ON c.id = p.case_id
JOIN shop_order o ON o.id = c.order_id
JOIN product g ON g.id = o.product_id
JOIN LATERAL (SELECT reason, decision, facts FROM case_round
              WHERE case_id = c.id ORDER BY round DESC LIMIT 1) r ON true
WHERE p.id = ANY(%(legs)s)
