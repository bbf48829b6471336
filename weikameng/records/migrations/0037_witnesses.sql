-- A cosignature stays as it came: one line of a signed note, of the witness whose key is beside it.
ALTER TABLE log_cosignature ADD CONSTRAINT a_cosignature_is_a_line
    CHECK (octet_length(line) BETWEEN 10 AND 8192 AND line LIKE '— %' AND line LIKE E'%\n'
           AND position(E'\n' in line) = length(line) AND octet_length(witness) <= 2048);

CREATE TRIGGER log_kept BEFORE UPDATE OR DELETE ON log_cosignature
    FOR EACH ROW EXECUTE FUNCTION log_kept();
CREATE TRIGGER log_kept_whole BEFORE TRUNCATE ON log_cosignature
    FOR EACH STATEMENT EXECUTE FUNCTION log_kept();
