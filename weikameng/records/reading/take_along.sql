-- What a buyer takes along, a section a statement; each row is one object of JSON. What a name
-- ending in _sealed holds is opened on the way, and has the name without that end.
-- account
SELECT p.id, jsonb_build_object('sign_in_name', p.username, 'name', p.display_name,
    'first_name', p.first_name, 'last_name', p.last_name, 'email', p.email,
    'mail_boxes', (SELECT jsonb_agg(m.email) FROM account_emailaddress m WHERE m.user_id = p.id), 'joined_at', p.date_joined, 'last_signed_in_at', p.last_login,
    'shop', s.code, 'customer', p.customer, 'balance_minor', w.balance_minor)
FROM person p LEFT JOIN shop s ON s.id = p.shop_id LEFT JOIN wallet w ON w.buyer_id = p.id
WHERE p.id = %(person)s AND p.id > %(after)s ORDER BY p.id LIMIT %(many)s;
-- contacts
SELECT c.id, jsonb_build_object('channel', c.channel, 'address_sealed', c.address,
    'confirmed_at', c.confirmed_at)
FROM contact c
WHERE c.buyer_id = %(person)s AND c.id > %(after)s ORDER BY c.id LIMIT %(many)s;
-- signed_in
SELECT s.id, jsonb_build_object('from', host(s.ip), 'with', s.user_agent,
    'since', s.created_at, 'last_seen_at', s.last_seen_at)
FROM usersessions_usersession s
WHERE s.user_id = %(person)s AND s.id > %(after)s ORDER BY s.id LIMIT %(many)s;
-- tokens
SELECT t.id, jsonb_build_object('name', t.name, 'scopes', t.scopes, 'since', t.created_at,
    'until', t.expires_at, 'last_used_at', t.last_used_at, 'revoked_at', t.revoked_at)
FROM api_token t
WHERE t.owner_id = %(person)s AND t.id > %(after)s ORDER BY t.id LIMIT %(many)s;
-- balance
SELECT e.id, jsonb_build_object('amount_minor', e.amount_minor, 'for', e.cause, 'at', e.at)
FROM wallet_entry e
WHERE e.wallet_id = %(person)s AND e.id > %(after)s ORDER BY e.id LIMIT %(many)s;
-- orders
SELECT o.id, jsonb_build_object('number', o.number, 'external_number', o.external_number,
    'product', p.name_zh, 'product_en', p.name_en, 'sku', p.sku, 'state', o.progress,
    'paid_minor', o.paid_minor, 'currency', o.currency, 'account', o.account, 'zone', o.zone,
    'ordered_at', o.created_at, 'paid_at', o.paid_at, 'delivered_at', o.completed_at,
    'units', (SELECT jsonb_agg(jsonb_build_object('place', u.position, 'price_minor', u.price_minor,
        'paid_minor', u.paid_minor, 'going_back_minor', u.refunding_minor, 'usage', u.usage,
        'key_shown_at', u.revealed_at) ORDER BY u.position)
        FROM order_unit u WHERE u.order_id = o.id),
    'payments', (SELECT jsonb_agg(jsonb_build_object('route', t.route, 'amount_minor',
        t.amount_minor, 'reference', t.payment_reference, 'paid_at', t.paid_at)
        ORDER BY t.position) FROM tender t WHERE t.order_id = o.id))
FROM shop_order o JOIN product p ON p.id = o.product_id
WHERE o.buyer_id = %(person)s AND o.id > %(after)s ORDER BY o.id LIMIT %(many)s;
-- refunds
SELECT c.id, jsonb_build_object('number', c.number, 'order', o.number, 'state', c.state,
    'amount_minor', c.amount_minor, 'applied_at', c.applied_at, 'settled_at', c.settled_at,
    'rounds', (SELECT jsonb_agg(jsonb_build_object('round', r.round, 'reason', r.reason,
        'words', r.narrative, 'facts', r.facts, 'decision', r.decision, 'at', r.at)
        ORDER BY r.round) FROM case_round r WHERE r.case_id = c.id),
    'history', (SELECT jsonb_agg(jsonb_build_object('event', e.event, 'state', e.state,
        'because', e.because, 'because_en', e.because_en, 'at', e.at) ORDER BY e.revision)
        FROM case_event e WHERE e.case_id = c.id),
    'payouts', (SELECT jsonb_agg(jsonb_build_object('number', y.number, 'route', y.route,
        'amount_minor', y.amount_minor, 'state', y.state, 'credited_to', y.credited_to,
        'settled_at', y.settled_at,
        'paid_by_hand', (SELECT jsonb_agg(jsonb_build_object('to', x.payee_name,
            'account_sealed', x.payee_sealed, 'method', x.method, 'paid_on', x.paid_on,
            'reference', x.reference) ORDER BY x.id)
            FROM offline_transfer x WHERE x.payout_id = y.id)) ORDER BY y.id)
        FROM payout y WHERE y.case_id = c.id))
FROM refund_case c JOIN shop_order o ON o.id = c.order_id
WHERE c.buyer_id = %(person)s AND c.id > %(after)s ORDER BY c.id LIMIT %(many)s;
-- messages
SELECT m.id, jsonb_build_object('refund', c.number, 'kind', m.kind, 'promised_at', m.promised_at,
    'at', m.at, 'read_at', m.read_at)
FROM message m JOIN refund_case c ON c.id = m.case_id
WHERE c.buyer_id = %(person)s AND m.id > %(after)s ORDER BY m.id LIMIT %(many)s;
-- copies
SELECT n.id, jsonb_build_object('channel', n.channel, 'kind', n.kind, 'sent_to', n.shown,
    'about', n.facts, 'state', n.state, 'at', n.at)
FROM notice n
WHERE n.buyer_id = %(person)s AND n.id > %(after)s ORDER BY n.id LIMIT %(many)s;
-- conversations
SELECT t.id, jsonb_build_object('number', t.number, 'order', o.number, 'opened_at', t.opened_at,
    'messages', (SELECT jsonb_agg(jsonb_build_object('at', l.at, 'from', l.author, 'kind', l.kind,
        'text', l.text, 'text_en', l.text_en) ORDER BY l.place)
        FROM ticket_message l WHERE l.ticket_id = t.id AND l.audience = 'all'),
    'to_be_called_at', (SELECT jsonb_agg(jsonb_build_object('number_sealed', b.address,
        'asked_at', b.asked_at, 'ended_at', b.ended_at) ORDER BY b.id)
        FROM call_back b WHERE b.ticket_id = t.id))
FROM ticket t LEFT JOIN shop_order o ON o.id = t.order_id
WHERE t.buyer_id = %(person)s AND t.id > %(after)s ORDER BY t.id LIMIT %(many)s;
-- ratings
SELECT c.id, jsonb_build_object('refund', c.number, 'score', r.score, 'words', r.said,
    'at', r.changed_at)
FROM case_rating r JOIN refund_case c ON c.id = r.case_id
WHERE c.buyer_id = %(person)s AND c.id > %(after)s ORDER BY c.id LIMIT %(many)s;
-- conversation_ratings
SELECT t.id, jsonb_build_object('conversation', t.number, 'score', r.score, 'words', r.said,
    'at', r.rated_at)
FROM ticket_rating r JOIN ticket t ON t.id = r.ticket_id
WHERE t.buyer_id = %(person)s AND t.id > %(after)s ORDER BY t.id LIMIT %(many)s;
-- complaints
SELECT c.id, jsonb_build_object('order', o.number, 'kind', c.kind, 'reference', c.reference,
    'amount_minor', c.amount_minor, 'note', c.note, 'opened_at', c.opened_at,
    'closed_at', c.closed_at, 'outcome', c.outcome, 'closing_note', c.closing_note)
FROM complaint c JOIN shop_order o ON o.id = c.order_id
WHERE o.buyer_id = %(person)s AND c.id > %(after)s ORDER BY c.id LIMIT %(many)s;
-- disputes
SELECT d.id, jsonb_build_object('number', d.number, 'refund', c.number, 'opened_at', d.opened_at,
    'ruled_at', d.ruled_at,
    'filed', (SELECT jsonb_agg(jsonb_build_object('kind', f.kind, 'text', f.text, 'at', f.at)
        ORDER BY f.id) FROM dispute_filing f WHERE f.dispute_id = d.id AND f.side = 'buyer'),
    'asked', (SELECT jsonb_agg(jsonb_build_object('text', q.text, 'at', q.asked_at)
        ORDER BY q.id) FROM dispute_request q WHERE q.dispute_id = d.id AND q.side = 'buyer'),
    'arbitrators_refused', (SELECT jsonb_agg(p.because ORDER BY p.id) FROM dispute_seat p
        WHERE p.dispute_id = d.id AND p.refused_by = 'buyer'),
    'ruling', (SELECT r.document::jsonb FROM ruling_draft r
        WHERE r.dispute_id = d.id AND r.state = 'issued'))
FROM dispute d JOIN refund_case c ON c.id = d.case_id
WHERE d.buyer_id = %(person)s AND d.id > %(after)s ORDER BY d.id LIMIT %(many)s;
-- consents
SELECT i.id, jsonb_build_object('to', 'identity_check', 'text', i.consent_version,
    'at', i.consented_at, 'document', i.document, 'name', i.name_shown,
    'number', i.number_shown, 'outcome', i.outcome)
FROM identity_check i
WHERE i.buyer_id = %(person)s AND i.id > %(after)s ORDER BY i.id LIMIT %(many)s;
-- guardian_consents
SELECT c.id, jsonb_build_object('to', 'guardian_claim', 'text', g.consent, 'at', g.consented_at,
    'refund', c.number, 'relation', g.relation, 'age', g.minor_age, 'contact_sealed', g.contact)
FROM guardian g JOIN refund_case c ON c.id = g.case_id
WHERE c.buyer_id = %(person)s AND c.id > %(after)s ORDER BY c.id LIMIT %(many)s;
-- pictures
SELECT e.id, jsonb_build_object('order', o.number, 'kind', e.kind, 'at', e.at,
    'sha256', e.file_digest, 'copy', e.body->>'copy')
FROM evidence e JOIN shop_order o ON o.id = e.order_id
WHERE o.buyer_id = %(person)s AND e.source = 'buyer' AND e.file_digest <> ''
    AND e.id > %(after)s ORDER BY e.id LIMIT %(many)s;
-- evidence
SELECT e.id, jsonb_build_object('order', o.number, 'kind', e.kind, 'at', e.at, 'said', e.body,
    'seal', e.digest)
FROM evidence e JOIN shop_order o ON o.id = e.order_id
WHERE o.buyer_id = %(person)s AND e.source = 'buyer' AND e.id > %(after)s
ORDER BY e.id LIMIT %(many)s;
-- uploads
SELECT u.id, jsonb_build_object('order', o.number, 'kind', u.kind, 'name', u.name,
    'size_bytes', u.size_bytes, 'at', u.created_at, 'sent_at', u.attached_at)
FROM upload u JOIN shop_order o ON o.id = u.order_id
WHERE u.owner_id = %(person)s AND u.id > %(after)s ORDER BY u.id LIMIT %(many)s;
