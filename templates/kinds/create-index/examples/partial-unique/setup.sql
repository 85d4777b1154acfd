CREATE TABLE user_notes (
  note_id bigint PRIMARY KEY,
  submission_id bigint NOT NULL,
  created_by bigint NOT NULL,
  body text,
  tags text[],
  deleted_at timestamptz
);
INSERT INTO user_notes SELECT n, n % 3, n % 2, 'note ' || n, ARRAY['a', 'b'], NULL FROM generate_series(1, 10) AS n;
