-- Runs of our clocks that ended in a span of time, or still run, a clock a row. What took no longer
-- than the promise itself is on time whatever the calendar says; only the rest (slow) is counted by
-- the calendar, outside. A review goes on from the first time a person has it to the decision,
-- however often the buyer is asked meanwhile.
WITH lines AS (
    SELECT e.case_id, e.revision, e.event, e.state, e.at,
           count(*) FILTER (WHERE e.state NOT IN ('screening', 'reviewing', 'awaiting_buyer'))
               OVER w AS part,
           lead(e.at) OVER w AS next_at, lead(e.state) OVER w AS next_state
    FROM case_event e
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
runs AS (
    SELECT 'first_review' AS clock, l.at AS started, l.next_at AS ended, NULL::json AS pauses
    FROM lines l WHERE l.state = 'screening' AND l.event IN ('apply', 'amend')
      AND coalesce(l.next_state, '') <> 'withdrawn'
    UNION ALL
    SELECT CASE c.route WHEN 'urgent' THEN 'urgent_review'
                        WHEN 'cross_border' THEN 'cross_border_review' ELSE 'human_review' END,
           r.started, r.ended,
           (SELECT json_agg(json_build_array(l.at, l.next_at) ORDER BY l.revision) FROM lines l
            WHERE l.case_id = r.case_id AND l.part = r.part AND l.revision > r.began
              AND l.state = 'awaiting_buyer')
    FROM parts r JOIN refund_case c ON c.id = r.case_id
    WHERE r.started IS NOT NULL AND coalesce(r.ended_in, '') NOT IN ('withdrawn', 'closed')
    UNION ALL
    SELECT 'refund_submit', p.created_at,
           (SELECT min(a.at) FROM payout_receipt a
            WHERE a.payout_id = p.id AND a.outcome IN ('accepted', 'settled')), NULL
    FROM payout p WHERE p.replaces_id IS NULL AND p.route <> 'chargeback'
),
measured AS (
    SELECT r.clock, r.started, r.ended, r.pauses,
           coalesce(r.ended, %(until)s) - r.started <= k.seconds * interval '1 second' AS quick
    FROM runs r JOIN unnest(%(clocks)s::text[], %(seconds)s::bigint[]) AS k(clock, seconds)
      ON k.clock = r.clock
    WHERE r.started < %(until)s AND (r.ended IS NULL OR r.ended >= %(since)s)
      AND (r.ended IS NULL OR r.ended < %(until)s)
)
SELECT clock, count(*) FILTER (WHERE quick AND ended IS NOT NULL),
       json_agg(json_build_array(started, ended, pauses)) FILTER (WHERE NOT quick),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM ended - started) / 3600)
           FILTER (WHERE ended IS NOT NULL)
FROM measured GROUP BY clock
UNION ALL
SELECT 'arrival', count(*) FILTER (WHERE p.settled_at < p.promised_at),
       json_agg(json_build_array(p.created_at, p.settled_at, NULL))
           FILTER (WHERE p.settled_at IS NULL OR p.settled_at >= p.promised_at),
       percentile_cont(0.5) WITHIN GROUP (
           ORDER BY extract(epoch FROM p.settled_at - p.created_at) / 3600)
           FILTER (WHERE p.settled_at IS NOT NULL)
FROM payout p
WHERE p.promised_at IS NOT NULL AND p.replaces_id IS NULL
  AND (p.settled_at >= %(since)s AND p.settled_at < %(until)s
       OR p.settled_at IS NULL AND p.promised_at < %(until)s)
HAVING count(*) > 0
ORDER BY 1
