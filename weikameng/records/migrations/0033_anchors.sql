-- What was sent stays on record; only where it stands may move, along the arrows of
-- weikameng/domain/anchoring.py (a test compares).
ALTER TABLE anchor ADD CONSTRAINT an_anchor_was_sent CHECK (cardinality(transactions) >= 1);

CREATE FUNCTION anchor_life() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'anchors are kept: % (anchors_are_kept)', TG_OP
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'anchors_are_kept';
    END IF;
    IF (NEW.id, NEW.size, NEW.place, NEW.from_size, NEW.nonce, NEW.sent_at)
       <> (OLD.id, OLD.size, OLD.place, OLD.from_size, OLD.nonce, OLD.sent_at)
       OR NEW.transactions[:cardinality(OLD.transactions)] <> OLD.transactions
       OR NEW.price < OLD.price THEN
        RAISE EXCEPTION 'anchor % is what it was (anchors_are_kept)', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'anchors_are_kept';
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('sent', 'mined'), ('sent', 'lost'), ('mined', 'final'), ('mined', 'sent'),
        ('final', 'sent')
    ) OR OLD.state = 'lost' THEN
        RAISE EXCEPTION 'anchor % can''t go from % to % (anchor_life)', OLD.id, OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'anchor_life';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER anchor_life BEFORE UPDATE OR DELETE ON anchor
    FOR EACH ROW EXECUTE FUNCTION anchor_life();
CREATE TRIGGER anchor_kept_whole BEFORE TRUNCATE ON anchor
    FOR EACH STATEMENT EXECUTE FUNCTION anchor_life();
