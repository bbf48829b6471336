-- Who was forgotten (PIPL) has no words left in approvals, call-backs, rulings, notes on money, looks
-- back at decisions, and records of foreign exchange whose five years are over. As in 0048: only
-- the one transaction that erases may empty them, and nothing else of a row changes.
CREATE OR REPLACE FUNCTION approval_stays_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF only_words_gone(to_jsonb(OLD), to_jsonb(NEW), ARRAY['because', 'because_en', 'note']) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'approval_request % was decided already', OLD.id
        USING ERRCODE = 'check_violation';
END $$;

CREATE OR REPLACE FUNCTION call_back_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF only_words_gone(to_jsonb(OLD), to_jsonb(NEW), ARRAY['address', 'shown', 'because']) THEN
        RETURN NEW;
    END IF;
    IF OLD.fate <> 'open' OR (NEW.ticket_id, NEW.because, NEW.asked_by_id, NEW.asked_at)
       IS DISTINCT FROM (OLD.ticket_id, OLD.because, OLD.asked_by_id, OLD.asked_at)
       OR NEW.tries < OLD.tries THEN
        RAISE EXCEPTION 'call back %: it stays as it was', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'call_back_stays';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION dispute_rows_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND only_words_gone(
        to_jsonb(OLD), to_jsonb(NEW), ARRAY['text', 'salt', 'because']
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what belongs to a dispute is never changed nor removed (%)', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'dispute_rows_are_kept';
END $$;

CREATE OR REPLACE FUNCTION ruling_draft_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND only_words_gone(
        to_jsonb(OLD), to_jsonb(NEW), ARRAY['document']
    ) THEN
        RETURN NEW;
    END IF;
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

CREATE OR REPLACE FUNCTION sample_review_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND only_words_gone(to_jsonb(OLD), to_jsonb(NEW), ARRAY['note']) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'sampled reviews are only added to (sample_review_is_kept)'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'sample_review_is_kept';
END $$;

CREATE OR REPLACE FUNCTION difference_event_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND only_words_gone(to_jsonb(OLD), to_jsonb(NEW), ARRAY['note']) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'history is only added to (difference_event_is_kept)'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'difference_event_is_kept';
END $$;

CREATE OR REPLACE FUNCTION book_entry_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND only_words_gone(to_jsonb(OLD), to_jsonb(NEW), ARRAY['note']) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the books are only added to (book_entry_is_kept)'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'book_entry_is_kept';
END $$;

CREATE OR REPLACE FUNCTION exchange_record_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND only_words_gone(
        to_jsonb(OLD), to_jsonb(NEW), ARRAY['payer_digest', 'payer_reference', 'payment_reference']
    ) THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' AND OLD.made_at < now() - interval '5 years' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'exchange record %: kept as it is for five years', OLD.refund_number
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'exchange_record_kept';
END $$;

CREATE OR REPLACE FUNCTION identity_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND only_words_gone(
        to_jsonb(OLD), to_jsonb(NEW), ARRAY['mark', 'code', 'theirs']
    ) THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE'
       OR (NEW.reference, NEW.order_id, NEW.buyer_id, NEW.document, NEW.mark, NEW.consent_version,
           NEW.consented_at, NEW.asked_at, NEW.reused_id)
          IS DISTINCT FROM
          (OLD.reference, OLD.order_id, OLD.buyer_id, OLD.document, OLD.mark, OLD.consent_version,
           OLD.consented_at, OLD.asked_at, OLD.reused_id)
       OR OLD.answered_at IS NOT NULL
          AND ((NEW.outcome, NEW.provider, NEW.code, NEW.theirs, NEW.answered_at)
               IS DISTINCT FROM
               (OLD.outcome, OLD.provider, OLD.code, OLD.theirs, OLD.answered_at)
               OR NEW.fresh_until > OLD.fresh_until
               OR NEW.fresh_until IS NOT NULL AND OLD.fresh_until IS NULL)
       OR OLD.sealed_with = '' AND NEW.sealed_with <> '' THEN
        RAISE EXCEPTION 'identity check %: it stays as it was answered', OLD.reference
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'identity_guard';
    END IF;
    RETURN NEW;
END $$;

-- Whose file is it? Asked before one is removed.
CREATE INDEX evidence_by_copy ON evidence ((body->>'copy')) WHERE body ? 'copy';
CREATE INDEX evidence_by_question ON evidence ((body->>'question')) WHERE body ? 'question';
