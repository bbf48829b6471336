-- The log's size, and a moment up to which all that was told is in it: this one, unless events wait.
-- Events the sequencer can't write (log_alarm says so) don't hold it up: they never come.
SELECT coalesce(max(h.size), 0), least(%(at)s::timestamptz, (
    SELECT min(o.at) FROM ledger_outbox o
    WHERE o.id > (SELECT coalesce(max(s.settled), 0) FROM log_head s)
      AND NOT EXISTS (SELECT FROM log_entry e WHERE e.outbox_id = o.id)
      AND NOT EXISTS (SELECT FROM log_alarm a
                      WHERE a.code = 'event_held' AND a.evidence->>'outbox' = o.id::text)))
FROM log_head h
