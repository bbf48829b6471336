-- Once two people have started it, an incident is about what they agreed on, and stays started.
CREATE FUNCTION incident_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state IN ('done', 'dropped')
       OR OLD.approved_by_id IS NOT NULL AND (
           NEW.state NOT IN ('running', 'paused', 'done')
           OR (NEW.supplier, NEW.product_id, NEW.since, NEW.until, NEW.finding, NEW.words_zh,
               NEW.words_en, NEW.units, NEW.amount_minor, NEW.asked_by_id, NEW.approved_by_id)
              IS DISTINCT FROM
              (OLD.supplier, OLD.product_id, OLD.since, OLD.until, OLD.finding, OLD.words_zh,
               OLD.words_en, OLD.units, OLD.amount_minor, OLD.asked_by_id, OLD.approved_by_id)) THEN
        RAISE EXCEPTION 'incident %: it stays as it was started', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'incident_guard';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER incident_guard BEFORE UPDATE OR DELETE ON incident
    FOR EACH ROW EXECUTE FUNCTION incident_guard();

-- What became of a unit is a fact.
CREATE FUNCTION incident_unit_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'incident_unit only grows'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'incident_unit_kept';
END $$;

CREATE TRIGGER incident_unit_kept BEFORE UPDATE OR DELETE ON incident_unit
    FOR EACH ROW EXECUTE FUNCTION incident_unit_kept();
