-- What an event says is for ever: a mistake is set right by a further one.
CREATE FUNCTION ledger_outbox_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events of goods are never changed nor removed (event_is_for_ever)'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'event_is_for_ever';
END $$;

CREATE TRIGGER ledger_outbox_guard BEFORE UPDATE OR DELETE ON ledger_outbox
    FOR EACH ROW EXECUTE FUNCTION ledger_outbox_guard();

-- A good keeps what it stands for; it only grows; its salt can be destroyed, never exchanged.
CREATE FUNCTION ledger_good_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'goods are never removed (good_is_for_ever)'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'good_is_for_ever';
    END IF;
    IF NEW.id <> OLD.id OR NEW.sku <> OLD.sku OR NEW.next_seq < OLD.next_seq
       OR NEW.card_id IS DISTINCT FROM OLD.card_id OR NEW.case_id IS DISTINCT FROM OLD.case_id
       OR (OLD.unit_id IS NOT NULL AND NEW.unit_id IS DISTINCT FROM OLD.unit_id)
       OR (NEW.salt IS NOT NULL AND NEW.salt IS DISTINCT FROM OLD.salt) THEN
        RAISE EXCEPTION 'good %: what it stands for stays (good_is_fixed)', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'good_is_fixed';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER ledger_good_guard BEFORE UPDATE OR DELETE ON ledger_good
    FOR EACH ROW EXECUTE FUNCTION ledger_good_guard();

ALTER TABLE ledger_good ADD CONSTRAINT good_salt_is_32_bytes CHECK (octet_length(salt) = 32);

-- A genuine report stays as it came.
CREATE FUNCTION supplier_report_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'reports of suppliers are kept (report_is_kept)'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'report_is_kept';
END $$;

CREATE TRIGGER supplier_report_guard BEFORE UPDATE OR DELETE ON supplier_report
    FOR EACH ROW EXECUTE FUNCTION supplier_report_guard();

-- A card is sold at most once, and one that is void never is, nor comes back (P6).
CREATE FUNCTION card_stock_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.unit_id IS NULL AND OLD.voided_at IS NULL THEN
            RETURN OLD;
        END IF;
    ELSIF (OLD.unit_id IS NULL OR NEW.unit_id IS NOT DISTINCT FROM OLD.unit_id)
       AND (OLD.voided_at IS NULL OR (NEW.voided_at IS NOT DISTINCT FROM OLD.voided_at
                                      AND NEW.unit_id IS NOT DISTINCT FROM OLD.unit_id)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'card %: sold once, void for ever (card_never_sold_again)', OLD.id
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'card_never_sold_again';
END $$;

CREATE TRIGGER card_stock_guard BEFORE UPDATE OR DELETE ON card_stock
    FOR EACH ROW EXECUTE FUNCTION card_stock_guard();
