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
