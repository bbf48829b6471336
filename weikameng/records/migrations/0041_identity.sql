-- What was asked and answered stays; only the sealed and masked values may be sealed anew or go.
CREATE FUNCTION identity_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
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

CREATE TRIGGER identity_guard BEFORE UPDATE OR DELETE ON identity_check
    FOR EACH ROW EXECUTE FUNCTION identity_guard();
