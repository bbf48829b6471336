-- What was answered to some deliveries, and what it means for their endpoints. Whoever lost the
-- lease meanwhile writes nothing: the one who has it will.
WITH said AS (
    SELECT * FROM jsonb_to_recordset(%(said)s) AS s(
        id bigint, standing text, due_at timestamptz, ended_at timestamptz, at timestamptz,
        status int, code text, answer text, took_ms int)
),
kept AS (
    UPDATE webhook_delivery d
    SET standing = s.standing, due_at = s.due_at, ended_at = s.ended_at, tries = d.tries + 1,
        leased_by = '', leased_until = NULL
    FROM said s WHERE d.id = s.id AND d.leased_by = %(worker)s AND d.ended_at IS NULL
    RETURNING d.id
),
logged AS (
    INSERT INTO webhook_try (delivery_id, at, status, code, answer, took_ms)
    SELECT s.id, s.at, s.status, s.code, s.answer, s.took_ms FROM said s JOIN kept k USING (id)
),
turns AS (
    SELECT * FROM jsonb_to_recordset(%(turns)s) AS t(
        endpoint bigint, at timestamptz, well boolean, rest_until timestamptz, why text)
),
ended AS (
    UPDATE webhook_endpoint e
    SET failures = CASE WHEN t.well THEN 0 ELSE e.failures + 1 END,
        failing_since = CASE WHEN t.well THEN NULL ELSE coalesce(e.failing_since, t.at) END,
        rest_until = t.rest_until,
        taken_at = CASE WHEN t.well THEN t.at ELSE e.taken_at END,
        state = CASE WHEN t.why <> '' AND e.state = 'on' THEN 'off' ELSE e.state END,
        why = CASE WHEN t.why <> '' AND e.state = 'on' THEN t.why ELSE e.why END,
        changed_at = CASE WHEN t.why <> '' AND e.state = 'on' THEN t.at ELSE e.changed_at END
    FROM turns t WHERE e.id = t.endpoint
    RETURNING e.id, e.code, e.url, e.shop_id, t.why <> '' AND e.changed_at = t.at AS switched_off
)
SELECT id, code, url, shop_id FROM ended WHERE switched_off
