-- What Django's models can't say: what is kept stays kept, whoever types the statement.

-- Serials of order and case numbers.
CREATE SEQUENCE order_serial START 1;
CREATE SEQUENCE case_serial START 1;

-- What a published version says, and from when, never changes: not even by a statement typed by hand.
ALTER TABLE policy_version ADD CONSTRAINT policy_digest_of_text
    CHECK (digest = encode(sha256(convert_to(text, 'UTF8')), 'hex'));

CREATE FUNCTION policy_version_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    newest record;
    -- Only these may differ when a published version is withdrawn.
    moving text[] := ARRAY['state', 'revision', 'withdrawn_at', 'changed_at'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state IN ('published', 'withdrawn') THEN
            RAISE EXCEPTION 'policy % is published (policy_published_stays)', OLD.version
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'policy_published_stays';
        END IF;
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state IN ('published', 'withdrawn') THEN
        IF OLD.state = 'withdrawn' OR NEW.state NOT IN ('published', 'withdrawn')
           OR to_jsonb(NEW) - moving <> to_jsonb(OLD) - moving THEN
            RAISE EXCEPTION 'policy % is published (policy_published_is_fixed)', OLD.version
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'policy_published_is_fixed';
        END IF;
        IF NEW.state = 'withdrawn'
           AND EXISTS (SELECT 1 FROM shop_order WHERE policy_id = OLD.id) THEN
            RAISE EXCEPTION 'policy % judges orders (policy_judges_orders)', OLD.version
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'policy_judges_orders';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.state = 'withdrawn' THEN
        RAISE EXCEPTION 'policy % was never published (policy_withdrawn_from_nothing)', NEW.version
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'policy_withdrawn_from_nothing';
    END IF;
    IF NEW.state = 'published' THEN
        -- One publishing at a time: the second sees what the first has committed.
        PERFORM pg_advisory_xact_lock(hashtext('policy_version'));
        SELECT id, version, effective_at INTO newest FROM policy_version
        WHERE state = 'published' ORDER BY effective_at DESC LIMIT 1;
        IF FOUND AND NEW.effective_at <= newest.effective_at THEN
            RAISE EXCEPTION 'version % takes effect later already (policy_takes_effect_last)',
                newest.version
                USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'policy_takes_effect_last';
        END IF;
        IF newest.id IS DISTINCT FROM NEW.based_on_id OR (NEW.shipped AND newest.id IS NOT NULL)
        THEN
            RAISE EXCEPTION 'policy % was written without % (policy_based_on_newest)',
                NEW.version, newest.version
                USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'policy_based_on_newest';
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER policy_version_guard BEFORE INSERT OR UPDATE OR DELETE ON policy_version
    FOR EACH ROW EXECUTE FUNCTION policy_version_guard();

CREATE FUNCTION policy_event_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'history is only added to (policy_event_is_kept)'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'policy_event_is_kept';
END $$;

CREATE TRIGGER policy_event_guard BEFORE UPDATE OR DELETE ON policy_event
    FOR EACH ROW EXECUTE FUNCTION policy_event_guard();

-- The books are only added to: not even a statement typed by hand changes what was booked (R4.6).
CREATE FUNCTION book_entry_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the books are only added to (book_entry_is_kept)'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'book_entry_is_kept';
END $$;

CREATE TRIGGER book_entry_guard BEFORE UPDATE OR DELETE ON book_entry
    FOR EACH ROW EXECUTE FUNCTION book_entry_guard();

CREATE FUNCTION difference_event_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'history is only added to (difference_event_is_kept)'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'difference_event_is_kept';
END $$;

CREATE TRIGGER difference_event_guard BEFORE UPDATE OR DELETE ON difference_event
    FOR EACH ROW EXECUTE FUNCTION difference_event_guard();

CREATE FUNCTION transfer_event_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'history is only added to (transfer_event_is_kept)'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'transfer_event_is_kept';
END $$;

CREATE TRIGGER transfer_event_guard BEFORE UPDATE OR DELETE ON transfer_event
    FOR EACH ROW EXECUTE FUNCTION transfer_event_guard();

-- A payout's number and amount are fixed before the first call and never change (R4.2): a new number
-- would pay twice. What was replaced is never paid again.
CREATE FUNCTION payout_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    fixed text[] := ARRAY['number', 'amount_minor', 'case_id', 'tender_id', 'route', 'replaces_id'];
    field text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'payout % stays (payout_stays)', OLD.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'payout_stays';
    END IF;
    FOREACH field IN ARRAY fixed LOOP
        IF to_jsonb(NEW) -> field IS DISTINCT FROM to_jsonb(OLD) -> field THEN
            RAISE EXCEPTION 'payout %: % never changes (payout_is_fixed)', OLD.number, field
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'payout_is_fixed';
        END IF;
    END LOOP;
    IF OLD.state = 'replaced' AND NEW.state <> 'replaced' THEN
        RAISE EXCEPTION 'payout % was replaced (payout_replaced_for_ever)', OLD.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'payout_replaced_for_ever';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER payout_guard BEFORE UPDATE OF number, amount_minor, case_id, tender_id, route,
    replaces_id, state OR DELETE ON payout FOR EACH ROW EXECUTE FUNCTION payout_guard();

CREATE FUNCTION payout_receipt_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'receipts are only added to (payout_receipt_is_kept)'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'payout_receipt_is_kept';
END $$;

CREATE TRIGGER payout_receipt_guard BEFORE UPDATE OR DELETE ON payout_receipt
    FOR EACH ROW EXECUTE FUNCTION payout_receipt_guard();

-- What staff did is only added to: nobody changes or removes a line of it afterwards (P5).
CREATE FUNCTION staff_action_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the staff log is only added to (staff_action_is_kept)'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'staff_action_is_kept';
END $$;

CREATE TRIGGER staff_action_guard BEFORE UPDATE OR DELETE ON staff_action
    FOR EACH ROW EXECUTE FUNCTION staff_action_guard();

-- A case whose pictures all agree and name the order goes quickly (R3.4).
CREATE FUNCTION keep_case_quick() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE refund_case c SET quick = found.quick
    FROM (
        SELECT e.order_id, bool_and(r.finding = 'agrees') AND bool_or(r.names_order) AS quick
        FROM evidence e JOIN picture_reading r ON r.evidence_id = e.id
        WHERE e.order_id = (SELECT order_id FROM evidence WHERE id = NEW.evidence_id)
        GROUP BY e.order_id
    ) found
    WHERE c.order_id = found.order_id AND c.quick <> found.quick;
    RETURN NULL;
END $$;

CREATE TRIGGER picture_reading_keeps_case_quick
    AFTER INSERT OR UPDATE OF finding, names_order ON picture_reading
    FOR EACH ROW EXECUTE FUNCTION keep_case_quick();

-- What was decided of a request is for ever (R3.5).
CREATE FUNCTION approval_stays_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'approval_request % was decided already', OLD.id
        USING ERRCODE = 'check_violation';
END $$;

CREATE TRIGGER approval_request_stays_decided
    BEFORE UPDATE ON approval_request
    FOR EACH ROW WHEN (OLD.state <> 'open') EXECUTE FUNCTION approval_stays_decided();

-- What was asked stays as it was asked, and an answer that was heard is never heard differently.
CREATE FUNCTION supplier_question_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    fixed text[] := ARRAY['order_id', 'position', 'case_id', 'supplier', 'at', 'asked'];
    field text;
BEGIN
    IF TG_OP = 'DELETE' OR OLD.status <> '' THEN
        RAISE EXCEPTION 'answers of suppliers are kept (supplier_answer_is_kept)'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'supplier_answer_is_kept';
    END IF;
    FOREACH field IN ARRAY fixed LOOP
        IF to_jsonb(NEW) -> field IS DISTINCT FROM to_jsonb(OLD) -> field THEN
            RAISE EXCEPTION 'question: % never changes (supplier_question_is_fixed)', field
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'supplier_question_is_fixed';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;

CREATE TRIGGER supplier_question_guard BEFORE UPDATE OR DELETE ON supplier_question
    FOR EACH ROW EXECUTE FUNCTION supplier_question_guard();

-- A notice that was decided on is history: promises were counted with it. An alarm that went off
-- stays as it went off.
CREATE FUNCTION calendar_notice_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state <> 'proposed' OR NEW.year <> OLD.year
       OR NEW.digest <> OLD.digest OR NEW.entry <> OLD.entry
       OR NEW.proposed_by_id <> OLD.proposed_by_id THEN
        RAISE EXCEPTION 'a calendar notice is only decided on (calendar_notice_is_kept)'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'calendar_notice_is_kept';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER calendar_notice_guard BEFORE UPDATE OR DELETE ON calendar_notice
    FOR EACH ROW EXECUTE FUNCTION calendar_notice_guard();

CREATE FUNCTION clock_event_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'alarms are only added to (clock_event_is_kept)'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'clock_event_is_kept';
END $$;

CREATE TRIGGER clock_event_guard BEFORE UPDATE OR DELETE ON clock_event
    FOR EACH ROW EXECUTE FUNCTION clock_event_guard();

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

-- Only money that has arrived is rated, once; what was looked at stays as it was seen.
CREATE FUNCTION case_rating_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NOT EXISTS (SELECT FROM refund_case WHERE id = NEW.case_id AND state = 'refunded') THEN
            RAISE EXCEPTION 'only refunds that arrived are rated (rating_after_arrival)'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'rating_after_arrival';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' OR NEW.case_id <> OLD.case_id OR NEW.rated_at <> OLD.rated_at THEN
        RAISE EXCEPTION 'a rating is only changed (rating_is_kept)'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'rating_is_kept';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER case_rating_guard BEFORE INSERT OR UPDATE OR DELETE ON case_rating
    FOR EACH ROW EXECUTE FUNCTION case_rating_guard();

CREATE FUNCTION sample_review_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'sampled reviews are only added to (sample_review_is_kept)'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'sample_review_is_kept';
END $$;

CREATE TRIGGER sample_review_guard BEFORE UPDATE OR DELETE ON sample_review
    FOR EACH ROW EXECUTE FUNCTION sample_review_guard();
