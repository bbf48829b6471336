WITH wanted AS MATERIALIZED (
    SELECT id, usage, refunding, amount
    FROM jsonb_to_recordset(%(units)s::jsonb)
      AS w(id bigint, usage text, refunding bigint, amount bigint)
),
-- The planner takes a JSON list for a hundred rows and would read whole tables for it; the
-- plain lists of ids (ANY) say how few there are.
-- What the decision read must still hold: a card activated in between is never refunded.
held AS MATERIALIZED (
    SELECT u.id
    FROM order_unit u JOIN wanted w ON w.id = u.id
    WHERE u.id = ANY(%(unit_ids)s::bigint[])
      AND u.usage = w.usage AND u.refunding_minor = w.refunding
    FOR NO KEY UPDATE OF u
),
-- Nor is anything refunded as undelivered while a supplier has just been asked to deliver it.
supplied AS MATERIALIZED (
    SELECT o.id FROM shop_order o
    WHERE o.id = %(order_id)s AND o.supplier_status = %(supplier_status)s
      AND o.supplier_arrived IS NOT DISTINCT FROM %(supplier_arrived)s::boolean
    FOR NO KEY UPDATE OF o
),
ready AS MATERIALIZED (
    SELECT (SELECT count(*) FROM held) = (SELECT count(*) FROM wanted)
       AND EXISTS (SELECT 1 FROM supplied) AS holds
),
opened AS (
    INSERT INTO refund_case (number, order_id, buyer_id, state, revision, round, route, channel,
                             amount_minor, applied_at, due_at, settled_at,
                             reason, goods_kind, at_stake_minor)
    SELECT %(number)s, %(order_id)s, %(buyer_id)s, %(state)s, %(revision)s, 1, %(route)s,
           %(channel)s, %(amount_minor)s, %(at)s, %(due_at)s, %(settled_at)s,
           %(reason)s, %(goods_kind)s, %(at_stake_minor)s
    FROM ready WHERE holds
    RETURNING id
),
claimed AS (
    INSERT INTO case_unit (case_id, unit_id, amount_minor, open)
    SELECT opened.id, w.id, w.amount, %(open)s FROM opened, wanted w
),
units AS (
    UPDATE order_unit u
    SET frozen = u.frozen OR %(frozen)s, refunding_minor = u.refunding_minor + w.amount
    FROM wanted w, opened WHERE u.id = w.id AND u.id = ANY(%(unit_ids)s::bigint[])
),
spoken AS (
    INSERT INTO case_round (case_id, round, reason, narrative, facts, decision, at)
    SELECT opened.id, 1, %(reason)s, %(narrative)s, %(facts)s::jsonb, %(decision)s::jsonb, %(at)s
    FROM opened
),
lines AS (
    INSERT INTO case_event (case_id, revision, event, state, actor, because, at)
    SELECT opened.id, e.revision, e.event, e.state, e.actor, e.because, %(at)s
    FROM opened, jsonb_to_recordset(%(events)s::jsonb)
      AS e(revision int, event text, state text, actor text, because text)
),
kept AS (
    INSERT INTO evidence (order_id, position, kind, source, body, file_digest, at, digest)
    SELECT %(order_id)s, i.position, i.kind, i.source, i.body, i.file_digest, %(at)s, i.digest
    FROM opened, jsonb_to_recordset(%(evidence)s::jsonb)
      AS i(position int, kind text, source text, body jsonb, file_digest text, digest text)
),
legs AS (
    SELECT p.number, p.tender, p.route, p.amount, p.promised
    FROM opened, jsonb_to_recordset(%(payouts)s::jsonb)
      AS p(number text, tender bigint, route text, amount bigint, promised timestamptz)
),
tenders AS (
    UPDATE tender t SET refunding_minor = t.refunding_minor + l.amount
    FROM legs l WHERE t.id = l.tender AND t.id = ANY(%(tender_ids)s::bigint[])
),
spent AS (
    UPDATE shop_order o SET refunding_minor = o.refunding_minor + %(amount_minor)s
    FROM opened WHERE o.id = %(order_id)s AND %(amount_minor)s > 0
),
intents AS (
    INSERT INTO payout (number, case_id, tender_id, route, amount_minor, state, due_at, leased_by,
                        attempts, last_code, provider_reference, created_at, promised_at)
    SELECT l.number, opened.id, l.tender, l.route, l.amount, 'intended', %(at)s, '',
           0, '', '', %(at)s, l.promised
    FROM legs l, opened
    RETURNING id, number, amount_minor
),
booked AS (
    INSERT INTO book_entry (cause, kind, debit, credit, amount_minor, payout_id, at)
    SELECT 'owed:' || number, 'owed', %(cost_account)s, 'claims', amount_minor, id, %(at)s
    FROM intents
)
SELECT id FROM opened
