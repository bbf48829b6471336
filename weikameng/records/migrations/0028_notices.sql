-- A copy is due as soon as its line of history is: written by the same transaction, whoever writes
-- the line, for every channel that its buyer has confirmed.
CREATE FUNCTION copies_of_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO notice (reference, buyer_id, case_id, revision, channel, due_at, at)
    SELECT c.number || '-' || e.revision || '-' || k.channel, c.buyer_id, c.id, e.revision,
           k.channel, e.at, e.at
    FROM fresh e
    JOIN refund_case c ON c.id = e.case_id
    JOIN contact k ON k.buyer_id = c.buyer_id AND k.confirmed_at IS NOT NULL
    ORDER BY e.case_id, e.revision, k.channel
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE TRIGGER copies_of_lines AFTER INSERT ON case_event
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION copies_of_lines();

CREATE FUNCTION copies_of_messages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO notice (reference, buyer_id, case_id, message_id, channel, due_at, at)
    SELECT c.number || '-m' || m.id || '-' || k.channel, c.buyer_id, c.id, m.id, k.channel,
           m.at, m.at
    FROM fresh m
    JOIN refund_case c ON c.id = m.case_id
    JOIN contact k ON k.buyer_id = c.buyer_id AND k.confirmed_at IS NOT NULL
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE TRIGGER copies_of_messages AFTER INSERT ON message
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION copies_of_messages();

-- What a copy is, and what ended, is for ever; a carrier may still be asked about what it took.
CREATE FUNCTION notice_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.reference <> OLD.reference OR NEW.channel <> OLD.channel
       OR NEW.buyer_id <> OLD.buyer_id
       OR (NEW.case_id, NEW.revision, NEW.message_id)
          IS DISTINCT FROM (OLD.case_id, OLD.revision, OLD.message_id) THEN
        RAISE EXCEPTION 'notice %: what it is a copy of stays', OLD.id;
    END IF;
    IF NEW.sendings < OLD.sendings THEN
        RAISE EXCEPTION 'notice %: what was sent was sent', OLD.id;
    END IF;
    IF OLD.ended_at IS NOT NULL AND NEW.ended_at IS NULL
       AND (NEW.state <> 'ask' OR OLD.sendings = 0) THEN
        RAISE EXCEPTION 'notice %: it has ended', OLD.id;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER notice_guard BEFORE UPDATE ON notice
FOR EACH ROW EXECUTE FUNCTION notice_guard();
