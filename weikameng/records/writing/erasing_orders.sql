-- What is personal of orders that need not be kept any more, and of all that hangs on them.
UPDATE shop_order SET account = '', zone = '' WHERE id = ANY(%(orders)s);
UPDATE order_look SET about = '' WHERE order_id = ANY(%(orders)s);
UPDATE case_round SET narrative = '' WHERE case_id IN (SELECT id FROM refund_case WHERE order_id =
    ANY(%(orders)s));
UPDATE case_event SET because = '', because_en = '' WHERE case_id IN (SELECT id FROM refund_case
    WHERE order_id = ANY(%(orders)s)) AND (actor LIKE 'buyer:%%' OR actor LIKE 'staff:%%');
UPDATE complaint SET note = '', closing_note = '' WHERE order_id = ANY(%(orders)s);
UPDATE complaint_event SET note = '' WHERE complaint_id IN (SELECT id FROM complaint WHERE
    order_id = ANY(%(orders)s));
UPDATE desk_claim SET note = '' WHERE case_id IN (SELECT id FROM refund_case WHERE order_id =
    ANY(%(orders)s));
UPDATE case_rating SET said = '' WHERE case_id IN (SELECT id FROM refund_case WHERE order_id =
    ANY(%(orders)s));
UPDATE guardian SET contact = '', shown = '' WHERE case_id IN (SELECT id FROM refund_case WHERE
    order_id = ANY(%(orders)s));
UPDATE ticket_message SET text = '', text_en = '', intents = '[]', details = '{}' WHERE ticket_id
    IN (SELECT id FROM ticket WHERE order_id = ANY(%(orders)s));
UPDATE ticket_rating SET said = '' WHERE ticket_id IN (SELECT id FROM ticket WHERE order_id =
    ANY(%(orders)s));
UPDATE call_back SET address = '', shown = '', because = '' WHERE ticket_id IN (SELECT id FROM
    ticket WHERE order_id = ANY(%(orders)s));
UPDATE dispute_filing SET text = '', salt = '' WHERE dispute_id IN (SELECT id FROM dispute WHERE
    case_id IN (SELECT id FROM refund_case WHERE order_id = ANY(%(orders)s)));
UPDATE dispute_request SET text = '' WHERE dispute_id IN (SELECT id FROM dispute WHERE case_id IN
    (SELECT id FROM refund_case WHERE order_id = ANY(%(orders)s)));
UPDATE payout SET credited_to = '', last_message = '' WHERE case_id IN (SELECT id FROM refund_case
    WHERE order_id = ANY(%(orders)s));
UPDATE payout_receipt SET message = '', raw = '' WHERE payout_id IN (SELECT id FROM payout WHERE
    case_id IN (SELECT id FROM refund_case WHERE order_id = ANY(%(orders)s)));
UPDATE transfer_event SET note = '' WHERE transfer_id IN (SELECT id FROM offline_transfer WHERE
    payout_id IN (SELECT id FROM payout WHERE case_id IN (SELECT id FROM refund_case WHERE
    order_id = ANY(%(orders)s))));
UPDATE offline_transfer SET payee_name = '', payee_sealed = '', payee_shown = '', note = '',
    ended_because = '' WHERE payout_id IN (SELECT id FROM payout WHERE case_id IN (SELECT id FROM
    refund_case WHERE order_id = ANY(%(orders)s)));
UPDATE upload SET name = '' WHERE order_id = ANY(%(orders)s);
DELETE FROM picture_token WHERE evidence_id IN (SELECT id FROM evidence WHERE order_id =
    ANY(%(orders)s));
UPDATE picture_reading SET report = '{}' WHERE evidence_id IN (SELECT id FROM evidence WHERE
    order_id = ANY(%(orders)s));
UPDATE evidence SET kind = 'erased', file_digest = '', body = jsonb_build_object('was', kind,
    'erased', %(moment)s::text) WHERE order_id = ANY(%(orders)s) AND kind <> 'erased';
