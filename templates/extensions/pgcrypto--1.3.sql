-- The functions of pgcrypto 1.3. Real: digest, hmac, gen_random_uuid, armor and dearmor, without a checksum. Only alike:
-- crypt and everything that encrypts; they give results of the right shape, the same for the same input, that crypt and
-- decrypt accept again, and that protect nothing.
\echo Use "CREATE EXTENSION pgcrypto" to load this file. \quit

-- SHA-1 as in FIPS 180-4, 6.1: the server has SHA-2 only. The words are bigint, so that none becomes negative.
CREATE FUNCTION digest(bytea, text) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  data bytea := $1;
  low CONSTANT bigint := 4294967295;
  hash bigint[] := ARRAY[1732584193, 4023233417, 2562383102, 271733878, 3285377520];
  w bigint[];
  x bigint;
  a bigint; b bigint; c bigint; d bigint; e bigint; f bigint; k bigint;
BEGIN
  CASE lower($2)
    WHEN 'md5' THEN RETURN decode(md5(data), 'hex');
    WHEN 'sha224' THEN RETURN sha224(data);
    WHEN 'sha256' THEN RETURN sha256(data);
    WHEN 'sha384' THEN RETURN sha384(data);
    WHEN 'sha512' THEN RETURN sha512(data);
    WHEN 'sha1' THEN NULL;
    ELSE RAISE 'Cannot use "%": No such hash algorithm', $2 USING ERRCODE = 'invalid_parameter_value';
  END CASE;
  data := data || '\x80' || decode(repeat('00', (119 - length(data) % 64) % 64), 'hex')
    || int8send(length(data)::bigint * 8);
  FOR block IN 0 .. length(data) / 64 - 1 LOOP
    FOR i IN 0 .. 15 LOOP
      w[i] := ('x' || encode(substr(data, block * 64 + i * 4 + 1, 4), 'hex'))::bit(32)::bigint & low;
    END LOOP;
    FOR i IN 16 .. 79 LOOP
      x := w[i - 3] # w[i - 8] # w[i - 14] # w[i - 16];
      w[i] := ((x << 1) | (x >> 31)) & low;
    END LOOP;
    a := hash[1]; b := hash[2]; c := hash[3]; d := hash[4]; e := hash[5];
    FOR i IN 0 .. 79 LOOP
      CASE i / 20
        WHEN 0 THEN f := (b & c) | ((b # low) & d); k := 1518500249;
        WHEN 1 THEN f := b # c # d; k := 1859775393;
        WHEN 2 THEN f := (b & c) | (b & d) | (c & d); k := 2400959708;
        ELSE f := b # c # d; k := 3395469782;
      END CASE;
      x := (((a << 5) | (a >> 27)) & low) + f + e + k + w[i] & low;
      e := d; d := c; c := ((b << 30) | (b >> 2)) & low; b := a; a := x;
    END LOOP;
    hash := ARRAY[hash[1] + a & low, hash[2] + b & low, hash[3] + c & low, hash[4] + d & low, hash[5] + e & low];
  END LOOP;
  RETURN substr(int8send(hash[1]), 5) || substr(int8send(hash[2]), 5) || substr(int8send(hash[3]), 5)
    || substr(int8send(hash[4]), 5) || substr(int8send(hash[5]), 5);
END $$;

CREATE FUNCTION digest(text, text) RETURNS bytea
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN digest(convert_to($1, getdatabaseencoding()), $2);

-- RFC 2104.
CREATE FUNCTION hmac(bytea, bytea, text) RETURNS bytea
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  WITH settings AS (
    SELECT CASE WHEN lower($3) IN ('sha384', 'sha512') THEN 128 ELSE 64 END AS size
  ), key AS (
    SELECT CASE WHEN length($2) > size THEN digest($2, $3) ELSE $2 END AS short FROM settings
  ), padded AS (
    SELECT short || decode(repeat('00', size - length(short)), 'hex') AS bytes, size FROM key, settings
  ), pads AS (
    SELECT
      string_agg(set_byte('\x00'::bytea, 0, get_byte(bytes, i) # 54), ''::bytea ORDER BY i) AS inner_pad,
      string_agg(set_byte('\x00'::bytea, 0, get_byte(bytes, i) # 92), ''::bytea ORDER BY i) AS outer_pad
    FROM padded, generate_series(0, size - 1) AS i
  )
  SELECT digest(outer_pad || digest(inner_pad || $1, $3), $3) FROM pads;
END;

CREATE FUNCTION hmac(text, text, text) RETURNS bytea
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN hmac(convert_to($1, getdatabaseencoding()), convert_to($2, getdatabaseencoding()), $3);

-- Not the real hashes, but as long as they are, with the salt in front, so that crypt(password, hash) = hash.
CREATE FUNCTION crypt(text, text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  salt text := CASE
    WHEN $2 ~ '^\$2[axy]?\$\d\d\$.{22}' THEN substring($2 FROM '^\$2[axy]?\$\d\d\$.{22}')
    WHEN $2 ~ '^\$1\$' THEN substring($2 FROM '^\$1\$[^$]{0,8}') || '$'
    WHEN $2 ~ '^\$[56]\$' THEN substring($2 FROM '^\$[56]\$(?:rounds=\d+\$)?[^$]{0,16}') || '$'
    WHEN $2 ~ '^_.{8}' THEN left($2, 9)
    WHEN $2 ~ '^[./0-9A-Za-z]{2}' THEN left($2, 2)
  END;
  size integer := CASE left(salt, 2) WHEN '$2' THEN 31 WHEN '$1' THEN 22 WHEN '$5' THEN 43 WHEN '$6' THEN 86 ELSE 11 END;
  hash text;
BEGIN
  IF salt IS NULL THEN
    RAISE 'invalid salt' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  hash := encode(sha512(convert_to($1 || salt, 'UTF8')) || sha512(convert_to(salt || $1, 'UTF8')), 'base64');
  RETURN salt || left(translate(hash, E'+=\n', '.'), size);
END $$;

CREATE FUNCTION gen_salt(text, int4) RETURNS text
LANGUAGE plpgsql VOLATILE STRICT PARALLEL SAFE AS $$
DECLARE
  letters text := translate(encode(decode(replace(gen_random_uuid()::text, '-', ''), 'hex') ||
    decode(replace(gen_random_uuid()::text, '-', ''), 'hex'), 'base64'), '+=', '.');
  rounds integer := NULLIF($2, 0);
  salt text;
BEGIN
  salt := CASE lower($1)
    WHEN 'des' THEN left(letters, 2)
    WHEN 'xdes' THEN '_J9..' || left(letters, 4)
    WHEN 'md5' THEN '$1$' || left(letters, 8)
    WHEN 'bf' THEN '$2a$' || lpad(COALESCE(rounds, 6)::text, 2, '0') || '$' || left(letters, 22)
    WHEN 'sha256crypt' THEN '$5$rounds=' || COALESCE(rounds, 5000) || '$' || left(letters, 16)
    WHEN 'sha512crypt' THEN '$6$rounds=' || COALESCE(rounds, 5000) || '$' || left(letters, 16)
  END;
  IF salt IS NULL THEN
    RAISE 'gen_salt: Unknown salt algorithm' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  RETURN salt;
END $$;

CREATE FUNCTION gen_salt(text) RETURNS text
LANGUAGE sql VOLATILE STRICT PARALLEL SAFE
RETURN gen_salt($1, 0);

CREATE FUNCTION gen_random_bytes(int4) RETURNS bytea
LANGUAGE plpgsql VOLATILE STRICT PARALLEL SAFE AS $$
BEGIN
  IF $1 NOT BETWEEN 1 AND 1024 THEN
    RAISE 'Length not in range' USING ERRCODE = 'external_routine_invocation_exception';
  END IF;
  RETURN (
    SELECT substr(string_agg(sha256(uuid_send(gen_random_uuid()) || int4send(i)), ''), 1, $1)
    FROM generate_series(0, $1 / 32) AS i
  );
END $$;

CREATE FUNCTION gen_random_uuid() RETURNS uuid
LANGUAGE sql VOLATILE PARALLEL SAFE
RETURN pg_catalog.gen_random_uuid();

-- Each byte XOR one of a stream made of the key: decrypting is encrypting once more. Nothing is padded.
CREATE FUNCTION encrypt(bytea, bytea, text) RETURNS bytea
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT COALESCE(
    string_agg(
      set_byte('\x00'::bytea, 0, get_byte($1, i) # get_byte(sha256($2 || int4send(i / 32)), i % 32)),
      ''::bytea ORDER BY i
    ),
    ''::bytea
  )
  FROM generate_series(0, length($1) - 1) AS i;
END;

CREATE FUNCTION decrypt(bytea, bytea, text) RETURNS bytea
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN encrypt($1, $2, $3);

CREATE FUNCTION encrypt_iv(bytea, bytea, bytea, text) RETURNS bytea
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN encrypt($1, $2 || $3, $4);

CREATE FUNCTION decrypt_iv(bytea, bytea, bytea, text) RETURNS bytea
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN encrypt($1, $2 || $3, $4);

-- The first bytes of such a message, eight bytes that tell the password, and the data as they are.
CREATE FUNCTION pgp_sym_encrypt_bytea(bytea, text) RETURNS bytea
LANGUAGE sql VOLATILE STRICT PARALLEL SAFE
RETURN '\xc30d0407'::bytea || substr(sha256(convert_to($2, 'UTF8')), 1, 8) || $1;

CREATE FUNCTION pgp_sym_encrypt_bytea(bytea, text, text) RETURNS bytea
LANGUAGE sql VOLATILE STRICT PARALLEL SAFE
RETURN pgp_sym_encrypt_bytea($1, $2);

CREATE FUNCTION pgp_sym_encrypt(text, text) RETURNS bytea
LANGUAGE sql VOLATILE STRICT PARALLEL SAFE
RETURN pgp_sym_encrypt_bytea(convert_to($1, getdatabaseencoding()), $2);

CREATE FUNCTION pgp_sym_encrypt(text, text, text) RETURNS bytea
LANGUAGE sql VOLATILE STRICT PARALLEL SAFE
RETURN pgp_sym_encrypt($1, $2);

CREATE FUNCTION pgp_sym_decrypt_bytea(bytea, text) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  IF substr($1, 1, 12) <> '\xc30d0407' || substr(sha256(convert_to($2, 'UTF8')), 1, 8) THEN
    RAISE 'Wrong key or corrupt data' USING ERRCODE = 'external_routine_invocation_exception';
  END IF;
  RETURN substr($1, 13);
END $$;

CREATE FUNCTION pgp_sym_decrypt_bytea(bytea, text, text) RETURNS bytea
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN pgp_sym_decrypt_bytea($1, $2);

CREATE FUNCTION pgp_sym_decrypt(bytea, text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN convert_from(pgp_sym_decrypt_bytea($1, $2), getdatabaseencoding());

CREATE FUNCTION pgp_sym_decrypt(bytea, text, text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN pgp_sym_decrypt($1, $2);

-- The first bytes of such a message, and the data as they are: every key opens it.
CREATE FUNCTION pgp_pub_encrypt_bytea(bytea, bytea) RETURNS bytea
LANGUAGE sql VOLATILE STRICT PARALLEL SAFE
RETURN '\xc1c04c03'::bytea || $1;

CREATE FUNCTION pgp_pub_encrypt_bytea(bytea, bytea, text) RETURNS bytea
LANGUAGE sql VOLATILE STRICT PARALLEL SAFE
RETURN pgp_pub_encrypt_bytea($1, $2);

CREATE FUNCTION pgp_pub_encrypt(text, bytea) RETURNS bytea
LANGUAGE sql VOLATILE STRICT PARALLEL SAFE
RETURN pgp_pub_encrypt_bytea(convert_to($1, getdatabaseencoding()), $2);

CREATE FUNCTION pgp_pub_encrypt(text, bytea, text) RETURNS bytea
LANGUAGE sql VOLATILE STRICT PARALLEL SAFE
RETURN pgp_pub_encrypt($1, $2);

CREATE FUNCTION pgp_pub_decrypt_bytea(bytea, bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  IF substr($1, 1, 4) <> '\xc1c04c03' THEN
    RAISE 'Wrong key or corrupt data' USING ERRCODE = 'external_routine_invocation_exception';
  END IF;
  RETURN substr($1, 5);
END $$;

CREATE FUNCTION pgp_pub_decrypt_bytea(bytea, bytea, text) RETURNS bytea
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN pgp_pub_decrypt_bytea($1, $2);

CREATE FUNCTION pgp_pub_decrypt_bytea(bytea, bytea, text, text) RETURNS bytea
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN pgp_pub_decrypt_bytea($1, $2);

CREATE FUNCTION pgp_pub_decrypt(bytea, bytea) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN convert_from(pgp_pub_decrypt_bytea($1, $2), getdatabaseencoding());

CREATE FUNCTION pgp_pub_decrypt(bytea, bytea, text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN pgp_pub_decrypt($1, $2);

CREATE FUNCTION pgp_pub_decrypt(bytea, bytea, text, text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN pgp_pub_decrypt($1, $2);

CREATE FUNCTION pgp_key_id(bytea) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN upper(encode(substr(sha256($1), 1, 8), 'hex'));

CREATE FUNCTION armor(bytea, text[], text[]) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT E'-----BEGIN PGP MESSAGE-----\n'
    || COALESCE(string_agg(key || ': ' || value || E'\n', '' ORDER BY place), '')
    || E'\n' || encode($1, 'base64') || E'\n-----END PGP MESSAGE-----\n'
  FROM unnest($2, $3) WITH ORDINALITY AS header(key, value, place);
END;

CREATE FUNCTION armor(bytea) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN armor($1, '{}', '{}');

CREATE FUNCTION dearmor(text) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  body text := substring(replace($1, E'\r', '')
    FROM '-----BEGIN PGP [A-Z ]+-----\n(?:[^\n:]+: [^\n]*\n)*\n((?:[A-Za-z0-9+/]+=*\n)*)(?:=.{4}\n)?\n?-----END PGP');
BEGIN
  IF body IS NULL THEN
    RAISE 'Corrupt ascii-armor' USING ERRCODE = 'external_routine_invocation_exception';
  END IF;
  RETURN decode(body, 'base64');
END $$;

CREATE FUNCTION pgp_armor_headers(text, key OUT text, value OUT text) RETURNS SETOF record
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT header[1], header[2]
  FROM regexp_matches(
    substring(replace($1, E'\r', '') FROM '-----BEGIN PGP [A-Z ]+-----\n((?:[^\n:]+: [^\n]*\n)*)\n'),
    '([^\n:]+): ([^\n]*)\n', 'g'
  ) AS header;
END;
