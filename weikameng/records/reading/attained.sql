-- Runs of our clocks that ended in a span of time, or still run, a clock a row. What took no longer
-- than the promise itself is on time whatever the calendar says; only the rest (slow) is counted by
-- the calendar, outside. A review goes on from the first time a person has it to the decision,
-- however often the buyer is asked meanwhile.
WITH reviewed AS (  -- by a person; of the others, and of what ended before, no review is counted
    SELECT e.case_id FROM case_event e JOIN refund_case c ON c.id = e.case_id
    GROUP BY e.case_id, c.state
    HAVING bool_or(e.state = 'reviewing')
       AND (max(e.at) >= %(since)s OR c.state IN ('screening', 'reviewing', 'awaiting_buyer'))
),
lines AS (
    SELECT e.case_id, e.revision, e.event, e.state, e.at,
           count(*) FILTER (WHERE e.state NOT IN ('screening', 'reviewing', 'awaiting_buyer'))
               OVER w AS part,
           lead(e.at) OVER w AS next_at
    FROM case_event e JOIN reviewed USING (case_id)
    WINDOW w AS (PARTITION BY e.case_id ORDER BY e.revision)
),
parts AS (
    SELECT case_id, part, min(at) FILTER (WHERE state = 'reviewing') AS started,
           min(revision) FILTER (WHERE state = 'reviewing') AS began,
           lead(min(at)) OVER p AS ended,
           lead((array_agg(state ORDER BY revision))[1]) OVER p AS ended_in
    FROM lines GROUP BY case_id, part
    WINDOW p AS (PARTITION BY case_id ORDER BY part)
),
waits AS (
    SELECT r.case_id, r.part,
           json_agg(json_build_array(l.at, l.next_at) ORDER BY l.revision) AS pauses
    FROM parts r JOIN lines l ON l.case_id = r.case_id AND l.part = r.part
    WHERE l.state = 'awaiting_buyer' AND l.revision > r.began
    GROUP BY r.case_id, r.part
),
runs AS MATERIALIZED (
    SELECT 'first_review' AS clock, e.at AS started, n.at AS ended, NULL::json AS pauses
    FROM case_event e
    LEFT JOIN case_event n ON n.case_id = e.case_id AND n.revision = e.revision + 1
    WHERE e.state = 'screening' AND e.event IN ('apply', 'amend')
      AND coalesce(n.state, '') <> 'withdrawn'
    UNION ALL
    SELECT CASE c.route WHEN 'urgent' THEN 'urgent_review'
                        WHEN 'cross_border' THEN 'cross_border_review' ELSE 'human_review' END,
           r.started, r.ended, w.pauses
    FROM parts r JOIN refund_case c ON c.id = r.case_id
    LEFT JOIN waits w ON w.case_id = r.case_id AND w.part = r.part
    WHERE r.started IS NOT NULL AND coalesce(r.ended_in, '') NOT IN ('withdrawn', 'closed')
    UNION ALL
    SELECT 'refund_submit', p.created_at,
           (SELECT min(a.at) FROM payout_receipt a
            WHERE a.payout_id = p.id AND a.outcome IN ('accepted', 'settled')), NULL
    FROM payout p WHERE p.replaces_id IS NULL AND p.route <> 'chargeback'
      AND (p.settled_at IS NULL OR p.settled_at >= %(since)s)
    UNION ALL  -- whoever asked for a person, until one answers; a joined one waits elsewhere
    SELECT 'chat_first_human', min(w.at), n.at, NULL
    FROM ticket_message w
    LEFT JOIN LATERAL (
        SELECT m.place, m.at, m.kind FROM ticket_message m
        WHERE m.ticket_id = w.ticket_id AND m.place > w.place
          AND (m.kind IN ('words', 'call') AND m.author = 'agent' AND m.audience = 'all'
               OR m.kind = 'joined' OR m.kind = 'closed' AND m.author = 'buyer')
        ORDER BY m.place LIMIT 1
    ) n ON true
    WHERE w.kind = 'human_wanted' AND coalesce(n.kind, '') NOT IN ('joined', 'closed')
    GROUP BY w.ticket_id, n.place, n.at
),
measured AS (
    SELECT r.clock, r.started, r.ended, r.pauses,
           coalesce(r.ended, %(until)s) - r.started <= interval '1 second'
               * (%(seconds)s::bigint[])[array_position(%(clocks)s::text[], r.clock)] AS quick
    FROM runs r
    WHERE r.clock = ANY(%(clocks)s) AND r.started < %(until)s
      AND (r.ended IS NULL OR r.ended >= %(since)s AND r.ended < %(until)s)
)
SELECT clock, count(*) FILTER (WHERE quick AND ended IS NOT NULL),
       json_agg(json_build_array(started, ended, pauses)) FILTER (WHERE NOT quick),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM ended - started) / 3600)
           FILTER (WHERE ended IS NOT NULL),
       percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM ended - started) / 3600)
           FILTER (WHERE ended IS NOT NULL)
FROM measured GROUP BY clock
UNION ALL
SELECT 'arrival', count(*) FILTER (WHERE p.settled_at < p.promised_at),
       json_agg(json_build_array(p.created_at, p.settled_at, NULL))
           FILTER (WHERE p.settled_at IS NULL OR p.settled_at >= p.promised_at),
       percentile_cont(0.5) WITHIN GROUP (
           ORDER BY extract(epoch FROM p.settled_at - p.created_at) / 3600)
           FILTER (WHERE p.settled_at IS NOT NULL),
       percentile_cont(0.9) WITHIN GROUP (
           ORDER BY extract(epoch FROM p.settled_at - p.created_at) / 3600)
           FILTER (WHERE p.settled_at IS NOT NULL)
FROM payout p
WHERE p.promised_at IS NOT NULL AND p.replaces_id IS NULL
  AND (p.settled_at >= %(since)s AND p.settled_at < %(until)s
       OR p.settled_at IS NULL AND p.promised_at < %(until)s)
HAVING count(*) > 0
ORDER BY 1
