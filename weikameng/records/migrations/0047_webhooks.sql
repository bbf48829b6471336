-- What other people's shops are told is written with the step itself, whoever writes the step: one
-- statement for a batch, and for orders nobody listens to only a look at the small list of endpoints.
-- The types are domain/webhook_events.py's.
CREATE FUNCTION webhook_listened(of_shop bigint) RETURNS boolean STABLE LANGUAGE sql AS $$
    SELECT EXISTS (SELECT FROM webhook_endpoint
                   WHERE shop_id IS NOT DISTINCT FROM of_shop AND state <> 'deleted')
$$;

CREATE FUNCTION webhook_message() RETURNS text VOLATILE LANGUAGE sql AS $$
    SELECT 'msg_' || replace(gen_random_uuid()::text, '-', '')
$$;

-- A refund as it stands after a step.
CREATE FUNCTION webhook_refund(c refund_case, state text, revision int) RETURNS jsonb
STABLE LANGUAGE sql AS $$
    SELECT jsonb_build_object('state', state, 'round', c.round, 'revision', revision,
                              'amount_minor', c.amount_minor, 'reason', c.reason)
$$;

CREATE FUNCTION webhook_payout(p payout) RETURNS jsonb STABLE LANGUAGE sql AS $$
    SELECT jsonb_build_object('number', p.number, 'route', p.route, 'state', p.state,
                              'amount_minor', p.amount_minor, 'arrives_by', p.promised_at)
$$;

CREATE FUNCTION webhooks_of_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM webhook_endpoint) THEN
        RETURN NULL;
    END IF;
    INSERT INTO webhook_event (message, shop_id, type, case_id, facts, at)
    SELECT webhook_message(), o.shop_id, t.type, c.id,
           jsonb_build_object('refund', webhook_refund(c, e.state, e.revision)), e.at
    FROM fresh e
    JOIN refund_case c ON c.id = e.case_id
    JOIN shop_order o ON o.id = c.order_id
    JOIN (VALUES ('apply', 'refund.opened'), ('incident', 'refund.opened'),
                 ('amend', 'refund.amended'), ('refer', 'refund.in_review'),
                 ('ask', 'refund.more_asked'), ('appeal', 'refund.appealed'),
                 ('clear', 'refund.approved'), ('approve', 'refund.approved'),
                 ('reject', 'refund.rejected'), ('withdraw', 'refund.withdrawn'),
                 ('expire', 'refund.expired'), ('pay', 'refund.paying'),
                 ('stick', 'refund.stuck'), ('resume', 'refund.resumed'),
                 ('settle', 'refund.refunded'), ('reverse', 'refund.reversed'),
                 ('dispute', 'refund.disputed'), ('rule_for', 'refund.ruled'),
                 ('rule_against', 'refund.ruled')) AS t(event, type) ON t.event = e.event
    WHERE webhook_listened(o.shop_id)
    ORDER BY e.case_id, e.revision;
    RETURN NULL;
END $$;

CREATE TRIGGER webhooks_of_lines AFTER INSERT ON case_event
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION webhooks_of_lines();

-- What only the clock tells: a promise that was not kept.
CREATE FUNCTION webhooks_of_messages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM webhook_endpoint) THEN
        RETURN NULL;
    END IF;
    INSERT INTO webhook_event (message, shop_id, type, case_id, payout_id, facts, at)
    SELECT webhook_message(), o.shop_id,
           CASE WHEN p.id IS NULL THEN 'refund.delayed' ELSE 'payout.late' END, c.id, p.id,
           jsonb_build_object(
               'refund', webhook_refund(c, c.state, c.revision),
               'payout', webhook_payout(p) || jsonb_build_object('arrives_by', m.promised_at)),
           m.at
    FROM fresh m
    JOIN refund_case c ON c.id = m.case_id
    JOIN shop_order o ON o.id = c.order_id
    LEFT JOIN payout p ON p.id = m.payout_id AND m.kind = 'late'
    WHERE m.kind IN ('late', 'delayed', 'law_late') AND webhook_listened(o.shop_id)
    ORDER BY m.id;
    RETURN NULL;
END $$;

CREATE TRIGGER webhooks_of_messages AFTER INSERT ON message
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION webhooks_of_messages();

-- Legs that the shop pays back itself (0046).
CREATE FUNCTION webhooks_of_new_payouts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM fresh WHERE route = 'shop') THEN
        RETURN NULL;
    END IF;
    INSERT INTO webhook_event (message, shop_id, type, case_id, payout_id, facts, at)
    SELECT webhook_message(), o.shop_id, 'payout.to_pay', c.id, p.id,
           jsonb_build_object('refund', webhook_refund(c, c.state, c.revision),
                              'payout', webhook_payout(p)), p.created_at
    FROM fresh f
    JOIN payout p ON p.id = f.id
    JOIN refund_case c ON c.id = p.case_id
    JOIN shop_order o ON o.id = c.order_id
    WHERE p.route = 'shop' AND webhook_listened(o.shop_id)
    ORDER BY p.id;
    RETURN NULL;
END $$;

CREATE TRIGGER webhooks_of_new_payouts AFTER INSERT ON payout
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION webhooks_of_new_payouts();

-- A channel's yes is told once, however often it is asked; a shop is asked again after a no. The
-- moment is the receipt's that came with the change, or that of the case's last line. A payout is
-- written several times without a new state: that costs no more than a look.
CREATE FUNCTION webhooks_of_payouts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM after_it a JOIN before_it b ON b.id = a.id AND b.state <> a.state
                   JOIN webhook_endpoint e ON e.shop_id IS NOT DISTINCT FROM a.shop_id) THEN
        RETURN NULL;
    END IF;
    INSERT INTO webhook_event (message, shop_id, type, case_id, payout_id, facts, at)
    SELECT webhook_message(), o.shop_id, t.type, c.id, p.id,
           jsonb_build_object('refund', webhook_refund(c, c.state, c.revision),
                              'payout', webhook_payout(p)),
           CASE WHEN p.state = 'settled' THEN p.settled_at ELSE greatest(
               (SELECT max(r.at) FROM payout_receipt r WHERE r.payout_id = p.id),
               (SELECT max(e.at) FROM case_event e WHERE e.case_id = c.id)) END
    FROM after_it a
    JOIN before_it b ON b.id = a.id AND b.state <> a.state
    JOIN payout p ON p.id = a.id
    JOIN refund_case c ON c.id = p.case_id
    JOIN shop_order o ON o.id = c.order_id
    CROSS JOIN LATERAL (SELECT CASE
        WHEN p.state = 'accepted' AND NOT EXISTS (
            SELECT FROM webhook_event w WHERE w.payout_id = p.id AND w.type = 'payout.sent')
            THEN 'payout.sent'
        WHEN p.state = 'settled' THEN 'payout.settled'
        WHEN p.state = 'refused' THEN 'payout.failed'
        WHEN p.state = 'reversed' THEN 'payout.reversed'
        WHEN p.route = 'shop' AND p.state IN ('intended', 'unknown')
             AND b.state IN ('refused', 'reversed') THEN 'payout.to_pay'
        END AS type) t
    WHERE t.type IS NOT NULL AND webhook_listened(o.shop_id)
    ORDER BY p.id;
    RETURN NULL;
END $$;

CREATE TRIGGER webhooks_of_payouts AFTER UPDATE ON payout
REFERENCING OLD TABLE AS before_it NEW TABLE AS after_it
FOR EACH STATEMENT EXECUTE FUNCTION webhooks_of_payouts();

-- Every event becomes work for the endpoints that are on and want it, and the senders are woken.
CREATE FUNCTION webhook_fan_out() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO webhook_delivery (event_id, endpoint_id, case_id, standing, due_at)
    SELECT f.id, e.id, f.case_id, 'waiting', f.at
    FROM fresh f
    JOIN webhook_endpoint e ON e.shop_id IS NOT DISTINCT FROM f.shop_id AND e.state = 'on'
    WHERE CASE WHEN f.endpoint_id IS NOT NULL THEN e.id = f.endpoint_id
               ELSE e.kinds = '[]' OR e.kinds ? f.type OR f.type = 'webhook.off' END
    ORDER BY f.id, e.id;
    IF FOUND THEN
        PERFORM pg_notify('webhooks', '');
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER webhook_fan_out AFTER INSERT ON webhook_event
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION webhook_fan_out();

-- What happened is a fact; what was tried was tried. Only forgetting by age takes them away.
CREATE FUNCTION webhook_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% only grows', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'webhook_kept';
END $$;

CREATE TRIGGER webhook_kept BEFORE UPDATE ON webhook_event
    FOR EACH ROW EXECUTE FUNCTION webhook_kept();
CREATE TRIGGER webhook_kept BEFORE UPDATE ON webhook_try
    FOR EACH ROW EXECUTE FUNCTION webhook_kept();

-- An endpoint stays its shop's; a deleted one stays deleted, and its secrets are gone.
CREATE FUNCTION webhook_endpoint_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.shop_id IS DISTINCT FROM OLD.shop_id OR NEW.code <> OLD.code
       OR OLD.state = 'deleted' AND NEW.state <> 'deleted'
       OR NEW.state = 'deleted' AND NEW.secret <> '' THEN
        RAISE EXCEPTION 'endpoint %: it stays whose it is', OLD.code
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'webhook_endpoint_guard';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER webhook_endpoint_guard BEFORE UPDATE ON webhook_endpoint
    FOR EACH ROW EXECUTE FUNCTION webhook_endpoint_guard();
