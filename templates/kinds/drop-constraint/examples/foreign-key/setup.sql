CREATE TABLE review_sessions (session_id int PRIMARY KEY);
CREATE TABLE document_submissions (id int PRIMARY KEY, session_id int,
  CONSTRAINT fk_submissions_session FOREIGN KEY (session_id) REFERENCES review_sessions (session_id) ON DELETE CASCADE);
INSERT INTO review_sessions VALUES (1), (2);
INSERT INTO document_submissions VALUES (1, 1), (2, 2), (3, NULL);
