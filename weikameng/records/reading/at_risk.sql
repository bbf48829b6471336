-- Cases whose clocks have rung or whose time is up, the most urgent first. How many there are of each
-- stands in every row.
WITH risky AS (
    SELECT c.id, c.number, c.state, coalesce(w.mark, '') AS mark, c.due_at,
           c.state <> 'awaiting_buyer' AND c.due_at <= %(at)s
           OR coalesce(w.mark, '') IN ('broken', 'outer_broken') AS broken
    FROM refund_case c
    LEFT JOIN clock_watch w ON w.case_id = c.id
    WHERE c.state IN ('screening', 'reviewing', 'awaiting_buyer', 'approved', 'paying',
                      'payout_stuck')
      AND (coalesce(w.mark, '') <> '' OR c.state <> 'awaiting_buyer' AND c.due_at <= %(at)s)
)
SELECT r.number, r.state, r.mark, r.due_at, coalesce(p.display_name, ''),
       count(*) FILTER (WHERE r.broken) OVER (), count(*) FILTER (WHERE NOT r.broken) OVER ()
FROM risky r
LEFT JOIN desk_claim k ON k.case_id = r.id AND k.released_at IS NULL AND k.seen_at > %(live)s
LEFT JOIN person p ON p.id = k.by_id
ORDER BY r.broken DESC, r.due_at NULLS LAST, r.id
LIMIT %(most)s
