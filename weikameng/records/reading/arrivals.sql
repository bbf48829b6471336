-- How the promises of arrival were kept, a route and a span of days a row. A promise is counted on
-- the leg that was approved, whatever was done later to keep it (another number, a transfer), and
-- while it is broken it counts as such until the money is there.
WITH RECURSIVE ended AS (
    SELECT p.id, p.replaces_id, p.settled_at FROM payout p
    WHERE p.state = 'settled' AND p.settled_at >= %(since)s AND p.settled_at <= %(at)s
    UNION ALL
    SELECT p.id, p.replaces_id, NULL FROM payout p
    WHERE p.state NOT IN ('settled', 'replaced') AND p.promised_at <= %(at)s
),
back AS (
    SELECT id, replaces_id, settled_at FROM ended
    UNION ALL
    SELECT p.id, p.replaces_id, back.settled_at
    FROM back JOIN payout p ON p.id = back.replaces_id
),
-- One leg may have been replaced by two: the last to arrive counts, and none while one has not.
kept AS (
    SELECT p.route, p.promised_at, p.created_at,
           CASE WHEN bool_and(back.settled_at IS NOT NULL) THEN max(back.settled_at) END AS arrived
    FROM back JOIN payout p ON p.id = back.id
    WHERE p.replaces_id IS NULL AND p.promised_at IS NOT NULL
    GROUP BY p.id
)
SELECT s.days, k.route, count(*),
       count(*) FILTER (WHERE k.arrived < k.promised_at),
       count(*) FILTER (WHERE k.arrived IS NULL),
       percentile_cont(0.5) WITHIN GROUP (
           ORDER BY extract(epoch FROM k.arrived - k.created_at) / 3600)
           FILTER (WHERE k.arrived IS NOT NULL),
       percentile_cont(0.9) WITHIN GROUP (
           ORDER BY extract(epoch FROM k.arrived - k.created_at) / 3600)
           FILTER (WHERE k.arrived IS NOT NULL)
FROM kept k
JOIN unnest(%(spans)s::int[]) AS s(days)
  ON coalesce(k.arrived, %(at)s) > %(at)s - s.days * interval '1 day'
WHERE k.arrived IS NOT NULL OR k.promised_at <= %(at)s
GROUP BY s.days, k.route
ORDER BY s.days, k.route
