\set n :n + 1
\set leg :first_leg + :n
\set tender :first_tender + :n
\set case_ :first_case + :n
\set unit :first_unit + :n
\set ahead :leg + 49
\if :n % 50 = 0
UPDATE payout SET leased_by = 'bare', leased_until = current_timestamp + interval '30 s', attempts = attempts + 1, state = 'sent', first_sent_at = current_timestamp WHERE id BETWEEN :leg AND :ahead;
\endif
UPDATE tender SET refund_sent_at = current_timestamp WHERE id = :tender;
BEGIN;
SELECT id FROM refund_case WHERE id = :case_ FOR UPDATE;
INSERT INTO payout_receipt (payout_id, verb, outcome, code, message, concern, verified, http_status, raw, at) VALUES (:leg, 'refund', 'settled', 'SUCCESS', '', '', true, 0, '', current_timestamp);
UPDATE payout SET state = 'settled', due_at = NULL, leased_by = '', leased_until = NULL, last_code = 'SUCCESS', provider_reference = 'R', settled_at = current_timestamp, settlements = 1 WHERE id = :leg;
INSERT INTO book_entry (cause, kind, debit, credit, amount_minor, payout_id, at) VALUES ('bare ' || (:leg)::text, 'settled', 'claims', 'clearing' || chr(58) || 'sandbox', 300, :leg, current_timestamp);
UPDATE refund_case SET revision = 4, state = 'refunded', due_at = NULL, settled_at = current_timestamp WHERE id = :case_;
INSERT INTO case_event (case_id, revision, event, state, actor, because, at) VALUES (:case_, 4, 'settle', 'refunded', 'route' || chr(58) || 'sandbox', 'SUCCESS', current_timestamp);
UPDATE case_unit SET open = false WHERE case_id = :case_;
UPDATE order_unit SET frozen = true WHERE id = :unit;
COMMIT;
