CREATE TABLE users (id int PRIMARY KEY);
INSERT INTO users SELECT generate_series(1, 5);
CREATE TABLE sessions (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id int REFERENCES users ON DELETE CASCADE,
  token text NOT NULL,
  token_length int GENERATED ALWAYS AS (length(token)) STORED,
  expires_at timestamptz NOT NULL DEFAULT now(),
  details json,
  UNIQUE (token)
);
INSERT INTO sessions (user_id, token, expires_at, details)
SELECT g % 5 + 1, md5(g::text), CASE WHEN g % 3 = 0 THEN 'infinity' ELSE '2020-01-01'::timestamptz + g * interval '1 day' END,
       CASE WHEN g % 4 = 0 THEN '{"a":  1}'::json END
FROM generate_series(1, 50) AS g;
CREATE TABLE logins (session_id bigint REFERENCES sessions ON DELETE CASCADE);
INSERT INTO logins SELECT id FROM sessions WHERE expires_at = 'infinity';
