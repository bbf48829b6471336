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
