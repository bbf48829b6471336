WITH wanted AS (
    SELECT id, usage, refunding, amount
    FROM jsonb_to_recordset(%(units)s)
      AS w(id bigint, usage text, refunding bigint, amount bigint)
),
-- The planner takes a JSON list for a hundred rows and would read whole tables for it; the
-- plain lists of ids (ANY) say how few there are.
-- What the decision read must still hold: a card activated in between is never refunded.
held AS (
    SELECT u.id
    FROM order_unit u JOIN wanted w ON w.id = u.id
    WHERE u.id = ANY(%(ids)s::int8[])
      AND u.usage = w.usage AND u.refunding_minor = w.refunding
    FOR NO KEY UPDATE OF u
),
-- Nor is anything refunded as undelivered while a supplier has just been asked to deliver it.
supplied AS (
    SELECT o.id FROM shop_order o
    WHERE o.id = %(order_id)s AND o.supplier_status = %(supplier_status)s
      AND o.supplier_arrived IS NOT DISTINCT FROM %(supplier_arrived)s::boolean
    FOR NO KEY UPDATE OF o
),
-- A life has as many events as were read: of a redemption and a refund one wins (P6).
told AS (
    SELECT id, seq, next, state FROM jsonb_to_recordset(%(goods)s)
      AS t(id uuid, seq int, next int, state text)
),
lives AS (
    SELECT id, next_seq AS seq FROM ledger_good
    WHERE unit_id = ANY(%(ids)s::int8[]) FOR NO KEY UPDATE
),
ready AS MATERIALIZED (
    SELECT (SELECT count(*) FROM held) = (SELECT count(*) FROM wanted)
       AND EXISTS (SELECT 1 FROM supplied)
       AND (SELECT count(*) FROM lives) = (SELECT count(*) FROM lives JOIN told USING (id, seq))
       AS holds
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
    FROM wanted w, opened WHERE u.id = w.id AND u.id = ANY(%(ids)s::int8[])
),
spoken AS (
    INSERT INTO case_round (case_id, round, reason, narrative, facts, decision, at)
    SELECT opened.id, 1, %(reason)s, %(narrative)s, %(facts)s::jsonb, %(decision)s::jsonb, %(at)s
    FROM opened
),
lines AS (
    INSERT INTO case_event (case_id, revision, event, state, actor, because, at)
    SELECT opened.id, e.revision, e.event, e.state, e.actor, e.because, %(at)s
    FROM opened, jsonb_populate_recordset(NULL::case_event, %(events)s) e
),
kept AS (
    INSERT INTO evidence (order_id, position, kind, source, body, file_digest, at, digest)
    SELECT %(order_id)s, i.position, i.kind, i.source, i.body, i.file_digest, %(at)s, i.digest
    FROM opened, jsonb_populate_recordset(NULL::evidence, %(evidence)s) i
),
born AS (
    INSERT INTO ledger_good (id, case_id, sku, salt, state, next_seq)
    SELECT %(good_id)s, id, %(sku)s, %(salt)s, %(good_state)s, %(good_events)s FROM opened
    RETURNING id
),
lived AS (
    UPDATE ledger_good g SET state = t.state, next_seq = t.next
    FROM told t, opened WHERE g.id = t.id AND g.unit_id = ANY(%(ids)s::int8[])
),
happened AS (
    INSERT INTO ledger_outbox (good_id, seq, type, at, actor, sku, commits)
    SELECT coalesce(h.good_id, born.id), h.seq, h.type, %(at)s, h.actor, h.sku, h.commits
    FROM born, jsonb_populate_recordset(NULL::ledger_outbox, %(happened)s) h
),
legs AS (
    SELECT p.* FROM opened, jsonb_populate_recordset(NULL::payout, %(payouts)s) p
),
tenders AS (
    UPDATE tender t SET refunding_minor = t.refunding_minor + l.amount_minor
    FROM legs l WHERE t.id = l.tender_id AND t.id = ANY(%(tender_ids)s::int8[])
),
spent AS (
    UPDATE shop_order o SET refunding_minor = o.refunding_minor + %(amount_minor)s
    FROM opened WHERE o.id = %(order_id)s AND %(amount_minor)s > 0
),
intents AS (
    INSERT INTO payout (number, case_id, tender_id, route, amount_minor, state, due_at, leased_by,
                        attempts, last_code, provider_reference, created_at, promised_at)
    SELECT l.number, opened.id, l.tender_id, l.route, l.amount_minor, 'intended',
           CASE WHEN l.route = 'shop' THEN NULL ELSE %(at)s::timestamptz END, '', 0, '', '',
           %(at)s, l.promised_at
    FROM legs l, opened
    RETURNING id, number, amount_minor
),
booked AS (
    INSERT INTO book_entry (cause, kind, debit, credit, amount_minor, payout_id, at)
    SELECT 'owed:' || number, 'owed', %(cost_account)s, 'claims', amount_minor, id, %(at)s
    FROM intents
)
SELECT id FROM opened
