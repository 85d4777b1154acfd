CREATE TABLE notes (id int PRIMARY KEY, owner name NOT NULL DEFAULT current_user, is_public boolean NOT NULL DEFAULT false);
INSERT INTO notes VALUES (1, 'ada'), (2, 'bob');
