-- What every case finds, in a database where there may be everything.
DO $$
DECLARE
  command text;
BEGIN
  FOR command IN
    SELECT format('DROP %s %s CASCADE', replace(o.type, '-', ' '), replace(o.identity, ' on language ', ' language '))
    FROM (
      SELECT 'pg_event_trigger'::regclass, oid FROM pg_event_trigger
      UNION ALL SELECT 'pg_publication'::regclass, oid FROM pg_publication
      UNION ALL SELECT 'pg_foreign_data_wrapper'::regclass, oid FROM pg_foreign_data_wrapper
      UNION ALL SELECT 'pg_transform'::regclass, oid FROM pg_transform
      UNION ALL SELECT 'pg_extension'::regclass, oid FROM pg_extension WHERE oid >= 16384
      UNION ALL SELECT 'pg_language'::regclass, oid FROM pg_language WHERE oid >= 16384
      UNION ALL SELECT 'pg_am'::regclass, oid FROM pg_am WHERE oid >= 16384
      UNION ALL SELECT 'pg_namespace'::regclass, oid FROM pg_namespace
        WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
    ) each(class, object), pg_identify_object(class, object, 0) o
  LOOP
    EXECUTE command;
  END LOOP;
END $$;
DROP OWNED BY shop_reader, shop_writer;
CREATE SCHEMA public AUTHORIZATION pg_database_owner;
GRANT USAGE ON SCHEMA public TO PUBLIC;
COMMENT ON SCHEMA public IS 'standard public schema';

CREATE TABLE users (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email text NOT NULL,
  role varchar(20) DEFAULT 'user'
);
CREATE TABLE orders (
  id bigint PRIMARY KEY,
  user_id bigint NOT NULL CONSTRAINT orders_user_id_fkey REFERENCES users ON DELETE CASCADE,
  total numeric(10, 2) DEFAULT 0 CONSTRAINT total_is_positive CHECK (total >= 0),
  note text
);
CREATE INDEX orders_note_idx ON orders (note);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
INSERT INTO users (email, role) VALUES ('ada@example.org', 'admin'), ('bob@example.org', 'user');
INSERT INTO orders VALUES (1, 1, 10, 'urgent'), (2, 2, 20.50, NULL), (3, 2, 0, '');
