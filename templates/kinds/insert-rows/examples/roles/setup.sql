CREATE TABLE roles (id int PRIMARY KEY, name text NOT NULL UNIQUE, granted_at timestamptz NOT NULL DEFAULT now());
INSERT INTO roles (id, name) VALUES (7, 'root');
CREATE TABLE users (id int PRIMARY KEY, role_id int REFERENCES roles ON DELETE CASCADE);
INSERT INTO users VALUES (1, 7);
