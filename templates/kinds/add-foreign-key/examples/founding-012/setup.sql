CREATE TABLE review_sessions (session_id uuid PRIMARY KEY, title text);
CREATE TABLE document_submissions (submission_id bigint PRIMARY KEY, session_id uuid);
INSERT INTO review_sessions VALUES ('00000000-0000-0000-0000-000000000001', 'first');
INSERT INTO document_submissions VALUES (1, '00000000-0000-0000-0000-000000000001'), (2, NULL);
