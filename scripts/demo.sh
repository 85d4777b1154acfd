#!/usr/bin/env bash
# The main job on real input: the first migrations of a project, written without questions and proven on a real PostgreSQL.
set -euo pipefail

project=$(mktemp -d)
trap 'rm -rf "$project"' EXIT
cd "$project"

run() {
  printf '\n$'
  for word in "$@"; do
    case $word in
      *[!A-Za-z0-9_./-]*) printf ' "%s"' "$word" ;;
      *) printf ' %s' "$word" ;;
    esac
  done
  printf '\n'
  "$@"
}

run new-migration create-table users \
  "user_id bigint generated always as identity primary key" \
  "email text not null unique" \
  "last_login timestamptz" \
  --comment "People who can sign in" --check

run new-migration create-table review_sessions \
  "session_id uuid primary key default gen_random_uuid()" \
  "title text not null" \
  "owner_id bigint" --check

run new-migration add-column review_sessions "is_archived boolean not null default false" --index \
  --purpose "Let analysts hide finished sessions" --check

run new-migration add-foreign-key review_sessions owner_id users --on-delete cascade --check

run new-migration sql "add the first users" \
  --forward "INSERT INTO users (email) SELECT 'user' || n || '@example.org' FROM generate_series(1, 12345) AS n" \
  --rollback "DELETE FROM users WHERE email LIKE 'user%'" --no-verify --check

run new-migration backfill users --set "last_login = now()" --where "last_login IS NULL" --check

printf '\nThe files:\n'
ls -1 database/migrations
for file in database/migrations/*_add_foreign_key_*.sql database/migrations/*_backfill_*.sql; do
  printf '\n=== %s ===\n' "$file"
  cat "$file"
done
