-- An account and what belongs to no order. Whoever they were is gone; what is left bears a number.
UPDATE staff_action SET about = 'person ' || %(alias)s, because = ''
    WHERE about = (SELECT 'person ' || username FROM person WHERE id = %(person)s);
UPDATE wallet_entry e SET cause = 'erased:' || e.id FROM person p
    WHERE p.id = %(person)s AND e.wallet_id = p.id AND strpos(e.cause, p.username) > 0;
UPDATE person SET username = %(alias)s, password = '!', first_name = '', last_name = '', email =
    '', display_name = '', last_login = NULL, is_active = false, customer = CASE WHEN customer =
    '' THEN '' ELSE %(alias)s END WHERE id = %(person)s;
DELETE FROM kept_answer WHERE token_id IN (SELECT id FROM api_token WHERE owner_id =
    %(person)s);
UPDATE api_token SET name = '', revoked_at = coalesce(revoked_at, %(at)s) WHERE owner_id =
    %(person)s;
DELETE FROM django_session WHERE session_key IN (SELECT session_key FROM usersessions_usersession
    WHERE user_id = %(person)s);
DELETE FROM usersessions_usersession WHERE user_id = %(person)s;
DELETE FROM mfa_authenticator WHERE user_id = %(person)s;
DELETE FROM account_emailconfirmation WHERE email_address_id IN (SELECT id FROM
    account_emailaddress WHERE user_id = %(person)s);
DELETE FROM account_emailaddress WHERE user_id = %(person)s;
DELETE FROM contact WHERE buyer_id = %(person)s;
DELETE FROM notice_wish WHERE buyer_id = %(person)s;
UPDATE notice SET shown = '', facts = '{}', mark = '' WHERE buyer_id = %(person)s;
DELETE FROM upload_part WHERE upload_id IN (SELECT id FROM upload WHERE owner_id = %(person)s AND
    attached_at IS NULL);
DELETE FROM upload WHERE owner_id = %(person)s AND attached_at IS NULL;
DELETE FROM kept_part WHERE file_id IN (SELECT file_id FROM data_export WHERE person_id =
    %(person)s);
UPDATE data_export SET file_id = NULL WHERE person_id = %(person)s;
UPDATE staff_action SET because = '' WHERE because <> '' AND about IN (SELECT 'talk ' || number
    FROM ticket WHERE buyer_id = %(person)s AND order_id IS NULL);
UPDATE staff_notice SET words = '' WHERE words <> '' AND about IN (SELECT number FROM ticket WHERE
    buyer_id = %(person)s AND order_id IS NULL);
UPDATE ticket_message SET text = '', text_en = '', intents = '[]', details = '{}' WHERE ticket_id
    IN (SELECT id FROM ticket WHERE buyer_id = %(person)s AND order_id IS NULL);
UPDATE ticket_rating SET said = '' WHERE ticket_id IN (SELECT id FROM ticket WHERE buyer_id =
    %(person)s AND order_id IS NULL);
UPDATE call_back SET address = '', shown = '', because = '' WHERE ticket_id IN (SELECT id FROM
    ticket WHERE buyer_id = %(person)s AND order_id IS NULL);
-- What rates were counted by: where somebody came from, until it counts no more.
DELETE FROM shared_cache WHERE expires <= %(at)s;
