CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL);
INSERT INTO users VALUES (1, 'ada@example.com'), (2, 'bob@example.com');
CREATE MATERIALIZED VIEW domains AS SELECT split_part(email, '@', 2) AS domain, count(*) FROM users GROUP BY 1;
CREATE UNIQUE INDEX domains_domain ON domains (domain);
COMMENT ON MATERIALIZED VIEW domains IS 'How many users a mail provider has';
GRANT SELECT ON domains TO pg_monitor;
