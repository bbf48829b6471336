-- Cases applied for in a span, in groups that went the same way: the day in Beijing, whether at one
-- click, who decided, how far they came (0 applied … 5 arrived), where they are, and the clause of a no.
-- Where a case is says nearly everything; its history is read only where it does not.
WITH asked AS (
    SELECT id, state, route, (applied_at AT TIME ZONE 'Asia/Shanghai')::date AS day
    FROM refund_case WHERE applied_at >= %(since)s AND applied_at < %(until)s
),
people AS (
    SELECT DISTINCT case_id FROM case_event
    WHERE actor LIKE 'staff:%%' AND event IN ('approve', 'reject', 'incident') AND at >= %(since)s
),
placed AS (
    SELECT c.id, c.day, c.route = 'one_click' AS one_click, c.state, p.case_id IS NOT NULL AS person,
           CASE WHEN c.state = 'refunded' THEN 5
                WHEN c.state IN ('approved', 'paying', 'payout_stuck') THEN CASE WHEN EXISTS (
                    SELECT FROM payout l WHERE l.case_id = c.id AND l.first_sent_at IS NOT NULL
                    ) THEN 4 ELSE 3 END
                WHEN c.state IN ('rejected', 'disputed') THEN 2
                ELSE (SELECT CASE WHEN bool_or(e.event = 'reject') THEN 2
                                  WHEN bool_or(e.event NOT IN ('apply', 'amend', 'withdraw')) THEN 1
                                  ELSE 0 END
                      FROM case_event e WHERE e.case_id = c.id) END AS reached
    FROM asked c LEFT JOIN people p ON p.case_id = c.id
)
SELECT day, one_click,
       CASE WHEN person THEN 'person' WHEN reached >= 2 THEN 'machine' ELSE '' END, reached, state,
       -- A person names a clause in the history, a machine in the decision of the round.
       CASE WHEN state = 'rejected' THEN coalesce(
           (SELECT e.basis ->> 'clause' FROM case_event e
            WHERE e.case_id = placed.id AND e.event = 'reject' ORDER BY e.revision DESC LIMIT 1),
           (SELECT r.decision -> 'clauses' ->> 0 FROM case_round r
            WHERE r.case_id = placed.id ORDER BY r.round DESC LIMIT 1), '') ELSE '' END,
       count(*)
FROM placed GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6
