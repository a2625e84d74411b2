-- Secrets at rest: plain pgcrypto. Its functions under names of our own: whoever may call pgcrypto's, no search path can put
-- another function in their place, and a database that takes EXECUTE from PUBLIC does not take it from the workers.

do $$
declare
    ours     text;
    theirs   text;
    original record;
begin
    for ours, theirs in
        values ('pgp_encrypt(plain text, key text, options text)', 'pgp_sym_encrypt(text, text, text)'),
               ('pgp_decrypt(ciphertext bytea, key text)', 'pgp_sym_decrypt(bytea, text)'),
               ('random_bytes(length integer)', 'gen_random_bytes(integer)')
    loop
        select p.prorettype::regtype as returns, p.probin as library, p.prosrc as symbol,
               case p.provolatile when 'i' then 'immutable' when 's' then 'stable' else 'volatile' end as volatility
        into strict original
        from pg_extension e
        join pg_namespace n on n.oid = e.extnamespace
        join pg_proc p on p.oid = to_regprocedure(format('%I.%s', n.nspname, theirs))
        where e.extname = 'pgcrypto';
        execute format('create function social_internal.%s returns %s language c %s strict parallel safe as %L, %L',
                       ours, original.returns, original.volatility, original.library, original.symbol);
    end loop;
end
$$;
comment on function social_internal.pgp_encrypt(text, text, text) is 'pgcrypto''s pgp_sym_encrypt, wherever it is installed.';
comment on function social_internal.pgp_decrypt(bytea, text) is 'pgcrypto''s pgp_sym_decrypt, wherever it is installed.';
comment on function social_internal.random_bytes(integer) is 'pgcrypto''s gen_random_bytes, wherever it is installed.';

-- A random key of 32 characters needs no slow derivation: s2k-mode 1 costs 6 microseconds, the default 136.
create function social_internal.encrypt(plain text, key text) returns bytea
    language sql volatile parallel safe
    return social_internal.pgp_encrypt(plain, key, 's2k-mode=1, cipher-algo=aes256, compress-algo=0');
comment on function social_internal.encrypt(text, text) is 'Encrypts a secret for storage. NULL stays NULL.';

create function social_internal.decrypt(ciphertext bytea, keys text[]) returns text
    language plpgsql stable parallel unsafe
    set search_path = pg_catalog, pg_temp
as $$
declare
    candidate text;
begin
    if ciphertext is null then
        return null;
    end if;
    foreach candidate in array keys loop
        begin
            return social_internal.pgp_decrypt(ciphertext, candidate);
        exception when external_routine_invocation_exception or data_exception then
            null; -- another key's, or not a message at all: both end in NULL
        end;
    end loop;
    return null;
end
$$;
comment on function social_internal.decrypt(bytea, text[]) is
    'The secret behind a ciphertext, by the first key that fits; NULL when none does.';

-- Stable, as the least stable part of it is: the planner puts no body in place of a call that promises more.
create function social_internal.key_fingerprint(key text) returns text
    language sql stable parallel safe strict
    return substr(encode(sha256(convert_to(key, 'UTF8')), 'hex'), 1, 8);
comment on function social_internal.key_fingerprint(text) is
    'Names a key without telling it: eight hex digits of its SHA-256.';

-- The fifth byte of a symmetrically encrypted message names its key derivation; 1 is the quick one. Not strict: that would
-- keep the planner from putting the body in place of the call.
create function social_internal.is_slow_to_read(ciphertext bytea) returns boolean
    language sql immutable parallel safe
    return length(ciphertext) > 5 and get_byte(ciphertext, 4) <> 1;
comment on function social_internal.is_slow_to_read(bytea) is
    'Whether a ciphertext uses pgcrypto''s slow key derivation, as one written by hand does.';

create function social_internal.base64url(bytes bytea) returns text
    language sql immutable parallel safe strict
    return rtrim(translate(encode(bytes, 'base64'), E'+/\n', '-_'), '=');
comment on function social_internal.base64url(bytea) is 'Base64 as URLs carry it: RFC 4648 section 5, no padding.';
