-- Further events of goods that are locked, and where they lead: the outbox grows with the change.
WITH stands AS (
    UPDATE ledger_good g SET state = s.state, next_seq = s.next
    FROM jsonb_to_recordset(%(goods)s::jsonb) AS s(id uuid, state text, next int)
    WHERE g.id = s.id AND g.id = ANY(%(ids)s::uuid[])
)
INSERT INTO ledger_outbox (good_id, seq, type, at, actor, sku, commits, attested_by, evidence)
SELECT e.good_id, e.seq, e.type, %(at)s, e.actor, e.sku, e.commits, e.attested_by,
       decode(e.evidence, 'base64')
FROM jsonb_to_recordset(%(events)s::jsonb)
  AS e(good_id uuid, seq int, type text, actor text, sku text, commits jsonb, attested_by text,
       evidence text)
ORDER BY e.good_id, e.seq
RETURNING id
