-- The log is only added to, by whoever it may be: what was written stays, and nothing is skipped.
ALTER TABLE log_entry ALTER COLUMN leaf SET STORAGE EXTERNAL,
    ADD CONSTRAINT log_entry_hash_is_one CHECK (octet_length(leaf_hash) = 32),
    ADD CONSTRAINT log_entry_fits_a_bundle CHECK (octet_length(leaf) BETWEEN 1 AND 65535);
ALTER TABLE log_tile ALTER COLUMN data SET STORAGE EXTERNAL,
    ADD CONSTRAINT log_tile_holds_hashes
    CHECK (octet_length(data) % 32 = 0 AND octet_length(data) BETWEEN 32 AND 8192),
    ADD CONSTRAINT log_tile_has_a_place CHECK (level BETWEEN 0 AND 7 AND index >= 0);

CREATE FUNCTION log_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log is only added to: % on % (log_is_kept)', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'log_is_kept';
END $$;

CREATE TRIGGER log_kept BEFORE UPDATE OR DELETE ON log_entry
    FOR EACH ROW EXECUTE FUNCTION log_kept();
CREATE TRIGGER log_kept BEFORE UPDATE OR DELETE ON log_checkpoint
    FOR EACH ROW EXECUTE FUNCTION log_kept();
CREATE TRIGGER log_kept BEFORE UPDATE OR DELETE ON log_alarm
    FOR EACH ROW EXECUTE FUNCTION log_kept();
CREATE TRIGGER log_kept BEFORE DELETE ON log_tile
    FOR EACH ROW EXECUTE FUNCTION log_kept();
CREATE TRIGGER log_kept BEFORE DELETE ON log_head
    FOR EACH ROW EXECUTE FUNCTION log_kept();
CREATE TRIGGER log_kept_whole BEFORE TRUNCATE ON log_entry
    FOR EACH STATEMENT EXECUTE FUNCTION log_kept();
CREATE TRIGGER log_kept_whole BEFORE TRUNCATE ON log_checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION log_kept();
CREATE TRIGGER log_kept_whole BEFORE TRUNCATE ON log_alarm
    FOR EACH STATEMENT EXECUTE FUNCTION log_kept();
CREATE TRIGGER log_kept_whole BEFORE TRUNCATE ON log_tile
    FOR EACH STATEMENT EXECUTE FUNCTION log_kept();
CREATE TRIGGER log_kept_whole BEFORE TRUNCATE ON log_head
    FOR EACH STATEMENT EXECUTE FUNCTION log_kept();

-- New entries stand right behind the old ones: what two sequencers at once would break first.
CREATE FUNCTION log_entries_are_dense() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    first bigint; last bigint; many bigint; size bigint;
BEGIN
    SELECT min(f.index), max(f.index), count(*) INTO first, last, many FROM fresh f;
    SELECT coalesce(max(h.size), 0) INTO size FROM log_head h;
    IF many > 0 AND (first <> size OR last - first + 1 <> many) THEN
        RAISE EXCEPTION 'the log holds % entries, % to % can''t follow (log_is_dense)',
            size, first, last
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'log_is_dense';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER log_entries_are_dense AFTER INSERT ON log_entry
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION log_entries_are_dense();

CREATE FUNCTION log_head_grows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last bigint;
BEGIN
    SELECT max(e.index) INTO last FROM log_entry e;
    IF NEW.size <> coalesce(last, -1) + 1 OR octet_length(NEW.root) <> 32
       OR TG_OP = 'UPDATE' AND (NEW.size < OLD.size OR NEW.settled < OLD.settled
                                OR NEW.size = OLD.size AND NEW.root <> OLD.root) THEN
        RAISE EXCEPTION 'the head counts % entries, the last one is % (log_head_grows)',
            NEW.size, last
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'log_head_grows';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER log_head_grows BEFORE INSERT OR UPDATE ON log_head
    FOR EACH ROW EXECUTE FUNCTION log_head_grows();

CREATE FUNCTION log_tile_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.level, NEW.index) <> (OLD.level, OLD.index)
       OR substr(NEW.data, 1, octet_length(OLD.data)) <> OLD.data THEN
        RAISE EXCEPTION 'tile % % only grows (log_tile_grows)', OLD.level, OLD.index
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'log_tile_grows';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER log_tile_grows BEFORE UPDATE ON log_tile
    FOR EACH ROW EXECUTE FUNCTION log_tile_grows();

-- Nothing is signed that is not there, nor behind what was signed before.
CREATE FUNCTION log_checkpoint_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.size > (SELECT coalesce(max(h.size), 0) FROM log_head h)
       OR NEW.size <= (SELECT coalesce(max(c.size), -1) FROM log_checkpoint c)
       OR octet_length(NEW.root) <> 32 THEN
        RAISE EXCEPTION 'a checkpoint of % entries does not follow (log_checkpoint_follows)',
            NEW.size
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'log_checkpoint_follows';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER log_checkpoint_follows BEFORE INSERT ON log_checkpoint
    FOR EACH ROW EXECUTE FUNCTION log_checkpoint_follows();
