-- What an institution was told, or will be, of a refund is a fact: kept as it was for five years.
CREATE FUNCTION exchange_record_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.made_at < now() - interval '5 years' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'exchange record %: kept as it is for five years', OLD.refund_number
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'exchange_record_kept';
END $$;

CREATE TRIGGER exchange_record_kept BEFORE UPDATE OR DELETE ON exchange_record
    FOR EACH ROW EXECUTE FUNCTION exchange_record_kept();

-- A refund goes back in the currency that was paid, by its own amount, of a deal that stands.
CREATE FUNCTION exchange_record_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM payout p
        JOIN tender t ON t.id = p.tender_id
        JOIN shop_order o ON o.id = t.order_id
        JOIN exchange_deal d ON d.order_id = o.id
        WHERE p.id = NEW.payout_id AND o.cross_border AND p.number = NEW.refund_number
          AND p.amount_minor = NEW.amount_minor AND NEW.amount_minor <= t.amount_minor
          AND o.currency = NEW.currency AND o.paid_minor = NEW.paid_minor
          AND d.confirmed_at IS NOT NULL
          AND (d.settled_minor, d.settled_currency, d.rate, d.rate_on)
              = (NEW.settled_minor, NEW.settled_currency, NEW.rate, NEW.rate_on)) THEN
        RAISE EXCEPTION 'exchange record %: not of its payment and deal', NEW.refund_number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'exchange_record_guard';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER exchange_record_guard BEFORE INSERT ON exchange_record
    FOR EACH ROW EXECUTE FUNCTION exchange_record_guard();

-- A deal of which a record was made stays as it was.
CREATE FUNCTION exchange_deal_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM exchange_record x
               JOIN payout p ON p.id = x.payout_id JOIN tender t ON t.id = p.tender_id
               WHERE t.order_id = OLD.order_id) THEN
        RAISE EXCEPTION 'exchange deal of order %: a refund was recorded by it', OLD.order_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'exchange_deal_guard';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER exchange_deal_guard BEFORE UPDATE OR DELETE ON exchange_deal
    FOR EACH ROW EXECUTE FUNCTION exchange_deal_guard();

-- No institution is asked to carry money back before the record of that refund is there (R6.1).
CREATE FUNCTION exchange_before_sending() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM exchange_record x WHERE x.payout_id = NEW.id)
       AND EXISTS (SELECT 1 FROM tender t JOIN shop_order o ON o.id = t.order_id
                   WHERE t.id = NEW.tender_id AND o.cross_border) THEN
        RAISE EXCEPTION 'payout %: its exchange record is missing', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'exchange_before_sending';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER exchange_before_sending BEFORE UPDATE OF state ON payout
    FOR EACH ROW
    WHEN (NEW.state = 'sent' AND OLD.state = 'intended'
          AND NEW.route NOT IN ('wallet', 'chargeback', 'shop'))
    EXECUTE FUNCTION exchange_before_sending();
