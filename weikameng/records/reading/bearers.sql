-- What refunds cost each bearer in a span, by the books, and what suppliers paid of it.
SELECT account, sum(cost)::bigint, sum(received)::bigint
FROM (
    SELECT debit AS account, amount_minor AS cost, 0 AS received FROM book_entry
    WHERE at >= %(since)s AND at < %(until)s AND kind IN ('owed', 'reassigned', 'charged_back')
    UNION ALL
    SELECT credit, -amount_minor, 0 FROM book_entry
    WHERE at >= %(since)s AND at < %(until)s AND kind = 'reassigned'
    UNION ALL
    SELECT credit, 0, amount_minor FROM book_entry
    WHERE at >= %(since)s AND at < %(until)s AND kind = 'received'
) AS moves
GROUP BY account ORDER BY 2 DESC, 1
