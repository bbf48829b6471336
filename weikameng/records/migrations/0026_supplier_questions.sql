-- What was asked stays as it was asked, and an answer that was heard is never heard differently.
CREATE FUNCTION supplier_question_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    fixed text[] := ARRAY['order_id', 'position', 'case_id', 'supplier', 'at', 'asked'];
    field text;
BEGIN
    IF TG_OP = 'DELETE' OR OLD.status <> '' THEN
        RAISE EXCEPTION 'answers of suppliers are kept (supplier_answer_is_kept)'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'supplier_answer_is_kept';
    END IF;
    FOREACH field IN ARRAY fixed LOOP
        IF to_jsonb(NEW) -> field IS DISTINCT FROM to_jsonb(OLD) -> field THEN
            RAISE EXCEPTION 'question: % never changes (supplier_question_is_fixed)', field
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'supplier_question_is_fixed';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;

CREATE TRIGGER supplier_question_guard BEFORE UPDATE OR DELETE ON supplier_question
    FOR EACH ROW EXECUTE FUNCTION supplier_question_guard();
