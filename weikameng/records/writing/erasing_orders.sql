-- What is personal of orders that need not be kept any more, and of all that hangs on them.
UPDATE shop_order SET account = '', zone = '' WHERE id = ANY(%(orders)s);
UPDATE tender SET payment_reference = '' WHERE order_id = ANY(%(orders)s);
UPDATE order_look SET about = '' WHERE order_id = ANY(%(orders)s);
UPDATE identity_check SET mark = '', code = '', theirs = '' WHERE order_id = ANY(%(orders)s);
UPDATE upload SET name = '' WHERE order_id = ANY(%(orders)s);
-- The staff log and what staff were told speak of these by their numbers: before anything is gone.
UPDATE staff_action SET because = '' WHERE because <> '' AND about IN (
    SELECT 'order ' || number FROM shop_order WHERE id = ANY(%(orders)s)
    UNION ALL SELECT 'case ' || number FROM refund_case WHERE order_id = ANY(%(orders)s)
    UNION ALL SELECT 'talk ' || number FROM ticket WHERE order_id = ANY(%(orders)s)
    UNION ALL SELECT 'complaint ' || id FROM complaint WHERE order_id = ANY(%(orders)s)
    UNION ALL SELECT 'dispute ' || d.number FROM dispute d JOIN refund_case c ON c.id = d.case_id
        WHERE c.order_id = ANY(%(orders)s)
    UNION ALL SELECT 'payout ' || p.number FROM payout p JOIN refund_case c ON c.id = p.case_id
        WHERE c.order_id = ANY(%(orders)s)
    UNION ALL SELECT 'difference ' || x.id FROM difference x JOIN payout p ON p.id = x.payout_id
        JOIN refund_case c ON c.id = p.case_id WHERE c.order_id = ANY(%(orders)s));
UPDATE staff_notice SET words = '' WHERE words <> '' AND about IN (
    SELECT number FROM refund_case WHERE order_id = ANY(%(orders)s)
    UNION ALL SELECT number FROM ticket WHERE order_id = ANY(%(orders)s)
    UNION ALL SELECT d.number FROM dispute d JOIN refund_case c ON c.id = d.case_id
        WHERE c.order_id = ANY(%(orders)s));
-- Cases: the words of every round and every step, and what people wrote while they decided.
UPDATE case_round SET narrative = '' WHERE case_id IN (SELECT id FROM refund_case WHERE order_id =
    ANY(%(orders)s));
UPDATE case_event SET because = '', because_en = '' WHERE case_id IN (SELECT id FROM refund_case
    WHERE order_id = ANY(%(orders)s));
UPDATE approval_request SET because = '', because_en = '', note = '' WHERE case_id IN (SELECT id
    FROM refund_case WHERE order_id = ANY(%(orders)s));
UPDATE desk_claim SET note = '' WHERE case_id IN (SELECT id FROM refund_case WHERE order_id =
    ANY(%(orders)s));
UPDATE sample_review SET note = CASE WHEN note = '' THEN '' ELSE '-' END WHERE case_id IN (SELECT id FROM refund_case WHERE order_id =
    ANY(%(orders)s));
UPDATE case_rating SET said = '' WHERE case_id IN (SELECT id FROM refund_case WHERE order_id =
    ANY(%(orders)s));
UPDATE guardian SET contact = '', shown = '' WHERE case_id IN (SELECT id FROM refund_case WHERE
    order_id = ANY(%(orders)s));
UPDATE complaint SET note = '', closing_note = '' WHERE order_id = ANY(%(orders)s);
UPDATE complaint_event SET note = '' WHERE complaint_id IN (SELECT id FROM complaint WHERE
    order_id = ANY(%(orders)s));
-- Conversations.
UPDATE ticket_message SET text = '', text_en = '', intents = '[]', details = '{}' WHERE ticket_id
    IN (SELECT id FROM ticket WHERE order_id = ANY(%(orders)s));
UPDATE ticket_rating SET said = '' WHERE ticket_id IN (SELECT id FROM ticket WHERE order_id =
    ANY(%(orders)s));
UPDATE call_back SET address = '', shown = '', because = '' WHERE ticket_id IN (SELECT id FROM
    ticket WHERE order_id = ANY(%(orders)s));
-- Disputes: a ruling keeps its outcome, clauses and signatures; its reasons go.
UPDATE dispute_filing SET text = '', salt = '' WHERE dispute_id IN (SELECT id FROM dispute WHERE
    case_id IN (SELECT id FROM refund_case WHERE order_id = ANY(%(orders)s)));
UPDATE dispute_request SET text = '' WHERE dispute_id IN (SELECT id FROM dispute WHERE case_id IN
    (SELECT id FROM refund_case WHERE order_id = ANY(%(orders)s)));
UPDATE dispute_seat SET because = '' WHERE dispute_id IN (SELECT id FROM dispute WHERE case_id IN
    (SELECT id FROM refund_case WHERE order_id = ANY(%(orders)s)));
UPDATE ruling_signature SET because = '' WHERE draft_id IN (SELECT id FROM ruling_draft WHERE
    dispute_id IN (SELECT id FROM dispute WHERE case_id IN (SELECT id FROM refund_case WHERE
    order_id = ANY(%(orders)s))));
UPDATE ruling_draft SET document = (document::jsonb || '{"reasons": "", "reasons_en": "",
    "erased": true}')::text WHERE dispute_id IN (SELECT id FROM dispute WHERE case_id IN (SELECT id FROM refund_case WHERE
    order_id = ANY(%(orders)s)));
-- Money: amounts, states and numbers stay, for the books must add up.
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
UPDATE book_entry SET note = '' WHERE note <> '' AND payout_id IN (SELECT id FROM payout WHERE
    case_id IN (SELECT id FROM refund_case WHERE order_id = ANY(%(orders)s)));
UPDATE difference_event SET note = '' WHERE note <> '' AND difference_id IN (SELECT id FROM
    difference WHERE payout_id IN (SELECT id FROM payout WHERE case_id IN (SELECT id FROM
    refund_case WHERE order_id = ANY(%(orders)s))));
UPDATE difference SET note = '' WHERE note <> '' AND payout_id IN (SELECT id FROM payout WHERE
    case_id IN (SELECT id FROM refund_case WHERE order_id = ANY(%(orders)s)));
UPDATE exchange_record SET payer_digest = '', payer_reference = '', payment_reference = '' WHERE
    payout_id IN (SELECT id FROM payout WHERE case_id IN (SELECT id FROM refund_case WHERE
    order_id = ANY(%(orders)s)));
-- Evidence.
DELETE FROM picture_token WHERE evidence_id IN (SELECT id FROM evidence WHERE order_id =
    ANY(%(orders)s));
UPDATE picture_reading SET report = '{}' WHERE evidence_id IN (SELECT id FROM evidence WHERE
    order_id = ANY(%(orders)s));
UPDATE evidence SET kind = 'erased', file_digest = '', body = jsonb_build_object('was', kind,
    'erased', %(moment)s::text) WHERE order_id = ANY(%(orders)s) AND kind <> 'erased';
