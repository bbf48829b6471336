CREATE SEQUENCE ticket_serial START 1;

-- Each message gets its place, and the ticket what follows from it, exactly as
-- weikameng/domain/tickets.py (after) has it; the row's lock makes them come one after another.
CREATE FUNCTION ticket_message_placed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ours ticket%ROWTYPE;
    fresh boolean;
BEGIN
    SELECT * INTO STRICT ours FROM ticket WHERE id = NEW.ticket_id FOR NO KEY UPDATE;
    IF NEW.author = 'buyer' AND NEW.by_id <> ours.buyer_id THEN
        RAISE EXCEPTION 'ticket %: only its buyer speaks as its buyer', ours.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ticket_message_of_its_buyer';
    END IF;
    NEW.place := ours.messages + 1;
    fresh := NOT ours.open
        AND (NEW.author = 'buyer' OR NEW.kind IN ('reopened', 'parted'))
        AND NEW.kind NOT IN ('closed', 'joined');
    IF fresh THEN
        ours.open := true;
        ours.human_wanted_at := NULL;
        ours.first_human_at := NULL;
    END IF;
    IF NEW.kind IN ('closed', 'joined') THEN
        ours.open := false;
    ELSIF NEW.kind = 'human_wanted' THEN
        ours.human_wanted_at := coalesce(ours.human_wanted_at, NEW.at);
    ELSIF NEW.kind IN ('words', 'call') AND NEW.author = 'agent' AND NEW.audience = 'all' THEN
        ours.first_human_at := coalesce(ours.first_human_at, NEW.at);
    END IF;
    UPDATE ticket SET
        messages = NEW.place,
        last_message_at = NEW.at,
        open = ours.open,
        human_wanted_at = ours.human_wanted_at,
        first_human_at = ours.first_human_at,
        told_place = CASE WHEN NEW.author <> 'buyer' AND NEW.audience = 'all'
                          THEN NEW.place ELSE told_place END,
        said_place = CASE WHEN NEW.author = 'buyer' THEN NEW.place ELSE said_place END
    WHERE id = ours.id;
    RETURN NEW;
END $$;

CREATE TRIGGER ticket_message_placed BEFORE INSERT ON ticket_message
    FOR EACH ROW EXECUTE FUNCTION ticket_message_placed();

-- What was said was said, and to whom.
CREATE FUNCTION ticket_message_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'messages are never changed nor removed (ticket_message_is_kept)'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ticket_message_is_kept';
END $$;

CREATE TRIGGER ticket_message_kept BEFORE UPDATE OR DELETE ON ticket_message
    FOR EACH ROW EXECUTE FUNCTION ticket_message_kept();
CREATE TRIGGER ticket_attachment_kept BEFORE UPDATE OR DELETE ON ticket_attachment
    FOR EACH ROW EXECUTE FUNCTION ticket_message_kept();

-- A conversation is one buyer's, about that buyer's own order and case, and joins only their own.
CREATE FUNCTION ticket_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (
        (NEW.number, NEW.buyer_id, NEW.channel, NEW.opened_at, NEW.token)
        IS DISTINCT FROM (OLD.number, OLD.buyer_id, OLD.channel, OLD.opened_at, OLD.token)
        OR (OLD.order_id IS NOT NULL AND NEW.order_id IS DISTINCT FROM OLD.order_id)
    ) THEN
        RAISE EXCEPTION 'ticket %: whose it is and what about stays', OLD.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ticket_is_fixed';
    END IF;
    IF NEW.order_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM shop_order WHERE id = NEW.order_id AND buyer_id = NEW.buyer_id
    ) OR NEW.case_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM refund_case WHERE id = NEW.case_id AND order_id = NEW.order_id
    ) THEN
        RAISE EXCEPTION 'ticket %: about somebody else''s order or case', NEW.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ticket_about_ones_own';
    END IF;
    IF NEW.joined_to_id IS NOT NULL AND (NEW.joined_to_id = NEW.id OR NOT EXISTS (
        SELECT FROM ticket WHERE id = NEW.joined_to_id AND buyer_id = NEW.buyer_id
    )) THEN
        RAISE EXCEPTION 'ticket %: joins only another of the same buyer', NEW.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ticket_joins_ones_own';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER ticket_guard BEFORE INSERT OR UPDATE OF
    number, buyer_id, channel, opened_at, token, order_id, case_id, joined_to_id ON ticket
    FOR EACH ROW EXECUTE FUNCTION ticket_guard();
CREATE TRIGGER ticket_kept BEFORE DELETE ON ticket
    FOR EACH ROW EXECUTE FUNCTION ticket_message_kept();
