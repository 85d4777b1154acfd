CREATE TYPE mood AS ENUM ('sad', 'so so', 'happy');
CREATE TABLE sessions (id int PRIMARY KEY, mood mood NOT NULL DEFAULT 'sad', CHECK (mood <> 'happy'));
INSERT INTO sessions VALUES (1, 'sad'), (2, 'so so');
