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
