-- What a shop's own call brought about carries the id the shop gave that call. The API says the id
-- on its connection for as long as the call lasts; whatever else writes says none.
CREATE FUNCTION webhook_asked_by() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.facts := NEW.facts
        || jsonb_build_object('request', current_setting('weikameng.request', true));
    RETURN NEW;
END $$;

CREATE TRIGGER webhook_asked_by BEFORE INSERT ON webhook_event
FOR EACH ROW WHEN (coalesce(current_setting('weikameng.request', true), '') <> '')
EXECUTE FUNCTION webhook_asked_by();
