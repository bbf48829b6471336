-- A root is never another one, and follows what the log has said.
ALTER TABLE map_root ADD CONSTRAINT map_root_hash_is_one CHECK (octet_length(root) = 32);
ALTER TABLE map_head ADD CONSTRAINT map_head_hash_is_one CHECK (octet_length(root) = 32);
ALTER TABLE map_page ADD CONSTRAINT map_page_holds_something
    CHECK (size >= 0 AND octet_length(content) BETWEEN 33 AND 1040);

CREATE FUNCTION map_root_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last bigint;
BEGIN
    SELECT max(e.seq) INTO last FROM log_entry e WHERE e.good IS NULL AND e.seq IS NOT NULL;
    IF TG_OP = 'UPDATE' OR NEW.number <> coalesce(last, -1) + 1 THEN
        RAISE EXCEPTION 'the log says % roots of the map: % refused (map_root_kept)',
            coalesce(last, -1) + 1, TG_OP
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'map_root_kept';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER map_root_kept BEFORE INSERT OR UPDATE ON map_root
    FOR EACH ROW EXECUTE FUNCTION map_root_kept();
