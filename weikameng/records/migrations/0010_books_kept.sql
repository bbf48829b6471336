-- The books are only added to: not even a statement typed by hand changes what was booked (R4.6).
CREATE FUNCTION book_entry_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the books are only added to (book_entry_is_kept)'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'book_entry_is_kept';
END $$;

CREATE TRIGGER book_entry_guard BEFORE UPDATE OR DELETE ON book_entry
    FOR EACH ROW EXECUTE FUNCTION book_entry_guard();
