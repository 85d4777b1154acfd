CREATE TABLE review_sessions (session_id uuid PRIMARY KEY, title text NOT NULL, created_at timestamptz DEFAULT now() NOT NULL);
INSERT INTO review_sessions VALUES
  ('00000000-0000-0000-0000-000000000001', 'first', '2026-01-01'),
  ('00000000-0000-0000-0000-000000000002', 'second', '2026-01-02');
