-- Conversations join one that is not joined itself: there is one place to read and to answer.
CREATE FUNCTION ticket_joins_flat() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.joined_to_id IS NOT NULL AND (
        EXISTS (SELECT FROM ticket WHERE id = NEW.joined_to_id AND joined_to_id IS NOT NULL)
        OR EXISTS (SELECT FROM ticket WHERE joined_to_id = NEW.id)
    ) THEN
        RAISE EXCEPTION 'ticket %: conversations join in one step', NEW.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ticket_joins_flat';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER ticket_joins_flat BEFORE INSERT OR UPDATE OF joined_to_id ON ticket
    FOR EACH ROW EXECUTE FUNCTION ticket_joins_flat();

-- Whom to call, why and since when stays; what has ended has ended.
CREATE FUNCTION call_back_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.fate <> 'open' OR (NEW.ticket_id, NEW.because, NEW.asked_by_id, NEW.asked_at)
       IS DISTINCT FROM (OLD.ticket_id, OLD.because, OLD.asked_by_id, OLD.asked_at)
       OR NEW.tries < OLD.tries THEN
        RAISE EXCEPTION 'call back %: it stays as it was', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'call_back_stays';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER call_back_stays BEFORE UPDATE ON call_back
    FOR EACH ROW EXECUTE FUNCTION call_back_stays();
