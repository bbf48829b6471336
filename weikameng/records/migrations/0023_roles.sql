-- What staff did is only added to: nobody changes or removes a line of it afterwards (P5).
CREATE FUNCTION staff_action_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the staff log is only added to (staff_action_is_kept)'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'staff_action_is_kept';
END $$;

CREATE TRIGGER staff_action_guard BEFORE UPDATE OR DELETE ON staff_action
    FOR EACH ROW EXECUTE FUNCTION staff_action_guard();
