-- Sealed files, and the order each belongs to. Asked by order, or by digest.
WITH held (order_id, digest) AS (
    SELECT order_id, file_digest FROM evidence WHERE file_digest <> ''
    UNION ALL SELECT order_id, body->>'copy' FROM evidence WHERE body ? 'copy'
    UNION ALL SELECT order_id, body->>'question' FROM evidence WHERE body ? 'question'
    UNION ALL SELECT order_id, file_digest FROM upload
    UNION ALL SELECT order_id, copy_digest FROM upload
    UNION ALL SELECT order_id, question_digest FROM supplier_question
    UNION ALL SELECT order_id, answer_digest FROM supplier_question
    UNION ALL SELECT c.order_id, f.digest FROM dispute_file f
        JOIN dispute_filing s ON s.id = f.filing_id JOIN dispute d ON d.id = s.dispute_id
        JOIN refund_case c ON c.id = d.case_id
    UNION ALL SELECT c.order_id, f.copy_digest FROM dispute_file f
        JOIN dispute_filing s ON s.id = f.filing_id JOIN dispute d ON d.id = s.dispute_id
        JOIN refund_case c ON c.id = d.case_id
    UNION ALL SELECT c.order_id, t.proof_digest FROM offline_transfer t
        JOIN payout p ON p.id = t.payout_id JOIN refund_case c ON c.id = p.case_id
    UNION ALL SELECT c.order_id, e.file_digest FROM transfer_event e
        JOIN offline_transfer t ON t.id = e.transfer_id
        JOIN payout p ON p.id = t.payout_id JOIN refund_case c ON c.id = p.case_id
)
