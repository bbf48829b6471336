-- What each person at the desk holds and has decided; without a name, what nobody holds.
WITH held AS (
    SELECT k.by_id, c.due_at, c.id
    FROM refund_case c
    LEFT JOIN desk_claim k ON k.case_id = c.id AND k.released_at IS NULL AND k.seen_at > %(live)s
    WHERE c.state IN ('reviewing', 'payout_stuck')
),
holding AS (SELECT by_id, count(*) AS cases, min(due_at) AS oldest FROM held GROUP BY by_id),
acts AS (
    SELECT e.actor, count(*) FILTER (WHERE e.at >= %(today)s) AS today,
           count(*) FILTER (WHERE e.at >= %(since)s AND e.at < %(until)s) AS span
    FROM case_event e
    WHERE e.actor LIKE 'staff:%%' AND e.event IN ('approve', 'reject')
      AND e.at >= least(%(since)s::timestamptz, %(today)s::timestamptz)
    GROUP BY e.actor
)
SELECT coalesce(nullif(p.display_name, ''), p.username) AS name, coalesce(h.cases, 0) AS cases,
       coalesce(a.today, 0), coalesce(a.span, 0), h.oldest
FROM person p
LEFT JOIN holding h ON h.by_id = p.id
LEFT JOIN acts a ON a.actor = 'staff:' || p.id
WHERE p.role = ANY(%(roles)s) AND p.is_active OR h.cases > 0 OR a.span > 0
UNION ALL
SELECT '', cases, 0, 0, oldest FROM holding WHERE by_id IS NULL
ORDER BY cases DESC, name
