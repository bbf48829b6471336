-- The events that are not in the log yet, oldest first, with who is still writing at this moment.
-- Ids of different goods become visible out of order, so nothing is skipped for being older than
-- what is in the log already; "settled" only keeps the search short.
SELECT o.id, o.good_id, o.seq, o.type, o.at, o.actor, o.sku, o.links::text, o.commits::text,
       o.attested_by, before.leaf_hash
FROM ledger_outbox o
LEFT JOIN log_entry before ON before.good = o.good_id AND before.seq = o.seq - 1
WHERE o.id > %(settled)s AND NOT o.id = ANY(%(held)s::bigint[])
  -- Said twice, so that no plan begins to read at the log's beginning.
  AND NOT EXISTS (SELECT FROM log_entry e WHERE e.outbox_id = o.id AND e.outbox_id > %(settled)s)
ORDER BY o.id
LIMIT %(limit)s
