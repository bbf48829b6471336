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
