-- The functions of uuid-ossp 1.1. All results are valid UUIDs of their version; those of versions 3 and 5 are the real
-- ones. Versions 1 and 1mc hold the time and, as no server's address is known, a random node.
\echo Use '''CREATE EXTENSION "uuid-ossp"''' to load this file. \quit

CREATE FUNCTION uuid_nil() RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN '00000000-0000-0000-0000-000000000000'::uuid;

CREATE FUNCTION uuid_ns_dns() RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN '6ba7b810-9dad-11d1-80b4-00c04fd430c8'::uuid;

CREATE FUNCTION uuid_ns_url() RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN '6ba7b811-9dad-11d1-80b4-00c04fd430c8'::uuid;

CREATE FUNCTION uuid_ns_oid() RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN '6ba7b812-9dad-11d1-80b4-00c04fd430c8'::uuid;

CREATE FUNCTION uuid_ns_x500() RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN '6ba7b814-9dad-11d1-80b4-00c04fd430c8'::uuid;

-- RFC 4122, 4.2: a count of 100 ns since 1582-10-15, a clock sequence, and a node whose multicast bit says "random".
CREATE FUNCTION uuid_generate_v1() RETURNS uuid
LANGUAGE plpgsql VOLATILE STRICT PARALLEL SAFE AS $$
DECLARE
  ticks text := lpad(to_hex((extract(epoch FROM clock_timestamp()) * 10000000)::bigint + 122192928000000000), 16, '0');
  random_digits text := replace(gen_random_uuid()::text, '-', '');
BEGIN
  -- Its 17th digit has the variant, its 16th any value; a node's first byte is odd.
  RETURN substr(ticks, 9) || substr(ticks, 5, 4) || '1' || substr(ticks, 2, 3)
    || substr(random_digits, 17, 4) || '01' || substr(random_digits, 21, 10);
END $$;

CREATE FUNCTION uuid_generate_v1mc() RETURNS uuid
LANGUAGE sql VOLATILE STRICT PARALLEL SAFE
RETURN uuid_generate_v1();

CREATE FUNCTION uuid_generate_v3(namespace uuid, name text) RETURNS uuid
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  hash bytea := decode(md5(uuid_send(namespace) || convert_to(name, getdatabaseencoding())), 'hex');
BEGIN
  hash := set_byte(hash, 6, get_byte(hash, 6) & 15 | 48);
  hash := set_byte(hash, 8, get_byte(hash, 8) & 63 | 128);
  RETURN encode(hash, 'hex')::uuid;
END $$;

CREATE FUNCTION uuid_generate_v4() RETURNS uuid
LANGUAGE sql VOLATILE STRICT PARALLEL SAFE
RETURN gen_random_uuid();

-- SHA-1 as in FIPS 180-4, 6.1: the server has SHA-2 only. The words are bigint, so that none becomes negative.
CREATE FUNCTION uuid_generate_v5(namespace uuid, name text) RETURNS uuid
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  data bytea := uuid_send(namespace) || convert_to(name, getdatabaseencoding());
  low CONSTANT bigint := 4294967295;
  hash bigint[] := ARRAY[1732584193, 4023233417, 2562383102, 271733878, 3285377520];
  w bigint[];
  x bigint;
  a bigint; b bigint; c bigint; d bigint; e bigint; f bigint; k bigint;
BEGIN
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
  data := substr(int8send(hash[1]), 5) || substr(int8send(hash[2]), 5) || substr(int8send(hash[3]), 5)
    || substr(int8send(hash[4]), 5);
  data := set_byte(data, 6, get_byte(data, 6) & 15 | 80);
  data := set_byte(data, 8, get_byte(data, 8) & 63 | 128);
  RETURN encode(data, 'hex')::uuid;
END $$;
