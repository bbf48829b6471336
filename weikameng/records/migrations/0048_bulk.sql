-- What was said stays, except that a person may have it forgotten (PIPL): then words are emptied, by
-- the one transaction that erases (SET LOCAL weikameng.erasing), and nothing else changes.
CREATE FUNCTION only_words_gone(old_row jsonb, new_row jsonb, words text[]) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT current_setting('weikameng.erasing', true) = 'on' AND new_row - words = old_row - words
$$;

CREATE OR REPLACE FUNCTION ticket_message_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND only_words_gone(
        to_jsonb(OLD), to_jsonb(NEW), ARRAY['text', 'text_en', 'intents', 'details']
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'messages are never changed nor removed (ticket_message_is_kept)'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ticket_message_is_kept';
END $$;

CREATE OR REPLACE FUNCTION dispute_rows_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND only_words_gone(
        to_jsonb(OLD), to_jsonb(NEW), ARRAY['text', 'salt']
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what belongs to a dispute is never changed nor removed (%)', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'dispute_rows_are_kept';
END $$;

CREATE OR REPLACE FUNCTION payout_receipt_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND only_words_gone(
        to_jsonb(OLD), to_jsonb(NEW), ARRAY['message', 'raw']
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'receipts are only added to (payout_receipt_is_kept)'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'payout_receipt_is_kept';
END $$;

CREATE OR REPLACE FUNCTION staff_action_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND only_words_gone(
        to_jsonb(OLD), to_jsonb(NEW), ARRAY['about', 'because']
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the staff log is only added to (staff_action_is_kept)'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'staff_action_is_kept';
END $$;

CREATE OR REPLACE FUNCTION transfer_event_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND only_words_gone(
        to_jsonb(OLD), to_jsonb(NEW), ARRAY['note']
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'history is only added to (transfer_event_is_kept)'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'transfer_event_is_kept';
END $$;

-- Nobody is forgotten who is not a buyer, nor twice, nor brought back.
CREATE FUNCTION erasure_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NOT EXISTS (SELECT FROM person WHERE id = NEW.person_id AND role = 'buyer') THEN
            RAISE EXCEPTION 'only buyers are erased'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'erasure_of_a_buyer';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE'
        OR ROW(NEW.person_id, NEW.asked_by_id, NEW.asked_at, NEW.carries_at)
           IS DISTINCT FROM ROW(OLD.person_id, OLD.asked_by_id, OLD.asked_at, OLD.carries_at)
        OR OLD.called_off_at IS NOT NULL OR OLD.done_at IS NOT NULL
        OR (OLD.account_at IS NOT NULL AND NEW.account_at IS DISTINCT FROM OLD.account_at)
        OR NEW.account_at < NEW.carries_at
    THEN
        RAISE EXCEPTION 'an erasure stays as it was asked for and carried out'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'erasure_is_kept';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER erasure_guard BEFORE INSERT OR UPDATE OR DELETE ON erasure
    FOR EACH ROW EXECUTE FUNCTION erasure_guard();
