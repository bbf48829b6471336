-- While somebody says the payment was not theirs, nothing of the order is sent (H4): from the claim
-- on, whatever its later rounds say, until a person has decided or the claim is closed.
CREATE FUNCTION hold_payouts(about bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    holds boolean := EXISTS (
        SELECT 1 FROM refund_case c
        WHERE c.order_id = about AND c.state IN ('screening', 'reviewing', 'awaiting_buyer')
          AND EXISTS (SELECT 1 FROM case_round r
                      WHERE r.case_id = c.id AND r.reason = 'UNAUTHORIZED'));
BEGIN
    UPDATE shop_order SET payouts_held = holds WHERE id = about AND payouts_held <> holds;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    -- As an open complaint does: what is held has no time, so a worker that looked a moment before
    -- finds it changed and lets it be; what is freed is due at once.
    UPDATE payout p SET due_at = CASE WHEN holds THEN NULL ELSE p.created_at END
    FROM refund_case c
    WHERE c.id = p.case_id AND c.order_id = about AND p.state = 'intended'
      AND (p.due_at IS NULL) <> holds AND p.route NOT IN ('offline', 'chargeback', 'shop')
      AND (holds OR NOT EXISTS (SELECT 1 FROM complaint k
                                WHERE k.order_id = about AND k.closed_at IS NULL));
END $$;

CREATE FUNCTION hold_payouts_of_round() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM hold_payouts((SELECT order_id FROM refund_case WHERE id = NEW.case_id));
    RETURN NULL;
END $$;

CREATE FUNCTION hold_payouts_of_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM case_round WHERE case_id = NEW.id AND reason = 'UNAUTHORIZED') THEN
        PERFORM hold_payouts(NEW.order_id);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER hold_payouts AFTER INSERT ON case_round
    FOR EACH ROW WHEN (NEW.reason = 'UNAUTHORIZED') EXECUTE FUNCTION hold_payouts_of_round();
CREATE TRIGGER hold_payouts AFTER UPDATE OF state ON refund_case
    FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION hold_payouts_of_case();
