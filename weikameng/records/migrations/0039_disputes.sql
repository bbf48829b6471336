CREATE SEQUENCE dispute_serial START 1;

-- What was filed, drawn or signed stays; of a dispute only its ends are noted, each once.
CREATE FUNCTION dispute_rows_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what belongs to a dispute is never changed nor removed (%)', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'dispute_rows_are_kept';
END $$;

CREATE TRIGGER dispute_filing_kept BEFORE UPDATE OR DELETE ON dispute_filing
    FOR EACH ROW EXECUTE FUNCTION dispute_rows_kept();
CREATE TRIGGER dispute_file_kept BEFORE UPDATE OR DELETE ON dispute_file
    FOR EACH ROW EXECUTE FUNCTION dispute_rows_kept();
CREATE TRIGGER ruling_signature_kept BEFORE UPDATE OR DELETE ON ruling_signature
    FOR EACH ROW EXECUTE FUNCTION dispute_rows_kept();
CREATE TRIGGER dispute_kept BEFORE DELETE ON dispute
    FOR EACH ROW EXECUTE FUNCTION dispute_rows_kept();

-- Duties apart: whoever decided the case as staff speaks for nobody in its dispute, and the buyer
-- alone speaks as the buyer.
CREATE FUNCTION dispute_filing_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ours dispute%ROWTYPE;
BEGIN
    SELECT * INTO STRICT ours FROM dispute WHERE id = NEW.dispute_id FOR NO KEY UPDATE;
    IF (NEW.side = 'buyer') <> (NEW.by_id = ours.buyer_id) THEN
        RAISE EXCEPTION 'dispute %: only its buyer speaks as its buyer', ours.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'dispute_filing_of_its_side';
    END IF;
    IF NEW.side = 'shop' AND EXISTS (
        SELECT FROM case_event
        WHERE case_id = ours.case_id AND actor = 'staff:' || NEW.by_id
    ) THEN
        RAISE EXCEPTION 'dispute %: who decided the case does not answer for it', ours.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'dispute_officer_is_another';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER dispute_filing_guard BEFORE INSERT ON dispute_filing
    FOR EACH ROW EXECUTE FUNCTION dispute_filing_guard();

-- Nobody sits over a case of their own, over one they worked on, or for another body.
CREATE FUNCTION dispute_seat_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ours dispute%ROWTYPE;
    drawn arbitrator%ROWTYPE;
BEGIN
    SELECT * INTO STRICT ours FROM dispute WHERE id = NEW.dispute_id;
    SELECT * INTO STRICT drawn FROM arbitrator WHERE id = NEW.arbitrator_id;
    IF drawn.person_id = ours.buyer_id OR drawn.body_id <> ours.body_id OR NEW.seat > ours.seats
        OR EXISTS (
            SELECT FROM case_event
            WHERE case_id = ours.case_id AND actor = 'staff:' || drawn.person_id
        )
    THEN
        RAISE EXCEPTION 'dispute %: this arbitrator can not sit', ours.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'dispute_seat_is_free_of_conflict';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER dispute_seat_guard BEFORE INSERT ON dispute_seat
    FOR EACH ROW EXECUTE FUNCTION dispute_seat_guard();

-- Who signs sits on the panel.
CREATE FUNCTION ruling_signature_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM ruling_draft d
        JOIN dispute_seat s ON s.dispute_id = d.dispute_id AND s.state = 'accepted'
        WHERE d.id = NEW.draft_id AND d.state = 'open' AND s.arbitrator_id = NEW.arbitrator_id
    ) THEN
        RAISE EXCEPTION 'only the panel signs, and only an open draft'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ruling_signed_by_its_panel';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER ruling_signature_guard BEFORE INSERT ON ruling_signature
    FOR EACH ROW EXECUTE FUNCTION ruling_signature_guard();

-- A draft keeps its text; it becomes the ruling with the signatures of a majority.
CREATE FUNCTION ruling_draft_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state <> 'open'
        OR ROW(NEW.dispute_id, NEW.document, NEW.outcome, NEW.amount_minor, NEW.by_id, NEW.at)
            IS DISTINCT FROM
            ROW(OLD.dispute_id, OLD.document, OLD.outcome, OLD.amount_minor, OLD.by_id, OLD.at)
    THEN
        RAISE EXCEPTION 'a draft is replaced or issued, never changed'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ruling_draft_is_kept';
    END IF;
    IF NEW.state = 'issued' AND (
        SELECT count(*) FROM ruling_signature WHERE draft_id = NEW.id AND agrees
    ) * 2 <= (SELECT seats FROM dispute WHERE id = NEW.dispute_id) THEN
        RAISE EXCEPTION 'a ruling needs the signatures of a majority'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ruling_has_its_majority';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER ruling_draft_guard BEFORE UPDATE OR DELETE ON ruling_draft
    FOR EACH ROW EXECUTE FUNCTION ruling_draft_guard();

-- A dispute is ruled by an issued ruling, and each of its ends happens once.
CREATE FUNCTION dispute_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF ROW(NEW.number, NEW.case_id, NEW.buyer_id, NEW.body_id, NEW.seats, NEW.opened_at)
            IS DISTINCT FROM
            ROW(OLD.number, OLD.case_id, OLD.buyer_id, OLD.body_id, OLD.seats, OLD.opened_at)
        OR (OLD.unsealed_at IS NOT NULL AND NEW.unsealed_at IS DISTINCT FROM OLD.unsealed_at)
        OR (OLD.ruled_at IS NOT NULL AND NEW.ruled_at IS DISTINCT FROM OLD.ruled_at)
        OR (OLD.carried_out_at IS NOT NULL)
    THEN
        RAISE EXCEPTION 'dispute %: what happened, happened', OLD.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'dispute_is_kept';
    END IF;
    IF OLD.ruled_at IS NULL AND NEW.ruled_at IS NOT NULL AND NOT EXISTS (
        SELECT FROM ruling_draft WHERE dispute_id = NEW.id AND state = 'issued'
    ) THEN
        RAISE EXCEPTION 'dispute %: no ruling was issued', OLD.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'dispute_ruled_by_a_ruling';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER dispute_guard BEFORE UPDATE ON dispute
    FOR EACH ROW EXECUTE FUNCTION dispute_guard();
