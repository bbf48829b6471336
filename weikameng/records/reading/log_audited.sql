-- Entries in a row, each beside the outbox row it was made of.
SELECT e.index, e.outbox_id, e.good, e.seq, e.leaf, e.leaf_hash,
       o.id, o.good_id, o.seq, o.type, o.at, o.actor, o.sku, o.links::text, o.commits::text,
       o.attested_by
FROM log_entry e LEFT JOIN ledger_outbox o ON o.id = e.outbox_id
WHERE e.index >= %(first)s AND e.index < %(end)s
ORDER BY e.index
