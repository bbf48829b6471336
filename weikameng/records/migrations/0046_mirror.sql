-- A payout belongs to the shop of its order. What a shop pays back itself has the route 'shop', and
-- nothing else has: our channels never pay for it, whoever writes the row.
CREATE FUNCTION payout_of_shop() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    pays text;
BEGIN
    SELECT o.shop_id, s.money INTO NEW.shop_id, pays
    FROM tender t JOIN shop_order o ON o.id = t.order_id LEFT JOIN shop s ON s.id = o.shop_id
    WHERE t.id = NEW.tender_id;
    IF (NEW.route = 'shop') <> coalesce(pays = 'shop', false) THEN
        RAISE EXCEPTION 'payout % by % (payout_by_whom)', NEW.number, NEW.route
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'payout_by_whom';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER payout_of_shop BEFORE INSERT ON payout
    FOR EACH ROW EXECUTE FUNCTION payout_of_shop();
