\echo Use "ALTER EXTENSION pgcrypto UPDATE TO '1.4'" to load this file. \quit

CREATE FUNCTION fips_mode() RETURNS bool
LANGUAGE sql VOLATILE STRICT PARALLEL SAFE
RETURN false;
