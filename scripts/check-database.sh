#!/usr/bin/env bash
# Checks what a checkout has for releases and for the deploy server, as validate-database does on GitHub.
set -euo pipefail
ROOT="$(cd "$(dirname "$0")/.." && pwd)"
# shellcheck source=scripts/setup/github.sh
source "$ROOT/scripts/setup/github.sh"

help() {
  cat <<'TEXT'
Usage: scripts/check-database.sh [options]

Checks db/db.json, db/policy.json, db/locks.json and, if it is there, the deploy server's db/server.yaml of a release
repository, and prints each problem with its line. It reads the files as they are in the folder, and writes nothing. Run it
before you push: until a broken policy is mended, every release is rejected, and with a broken db/server.yaml the deploy
server deploys nothing.

  --database FILE    the database (default: db/db.json)
  --policy FILE      the policy (default: db/policy.json)
  --server-config FILE
                     the deploy server's configuration (default: db/server.yaml)
  --directory DIR    the checkout (default: that of the current folder)

To run it before every commit:
  printf '#!/bin/sh\nexec scripts/check-database.sh\n' > .git/hooks/pre-commit && chmod +x .git/hooks/pre-commit

Needs Node 20 or later. Exit code: 0 no errors, warnings aside; 1 errors; 2 wrong arguments.
TEXT
}

DATABASE=db/db.json POLICY=db/policy.json SERVER=db/server.yaml DIRECTORY=.
while [ $# -gt 0 ]; do
  case "$1" in
    -h | --help) help; exit 0 ;;
    --database | --policy | --server-config | --directory) [ -n "${2-}" ] || refuse "$1 needs a value." ;;
    *) refuse "there is no option $1." ;;
  esac
  case "$1" in
    --database) DATABASE="$2" ;;
    --policy) POLICY="$2" ;;
    --server-config) SERVER="$2" ;;
    --directory) DIRECTORY="$2" ;;
  esac
  shift 2
done

command -v node >/dev/null || die 'this needs Node 20 or later, which is not installed.'
TOP="$(git -C "$DIRECTORY" rev-parse --show-toplevel 2>/dev/null)" || refuse "\"$DIRECTORY\" is not in a git checkout: run this in a clone of the release repository, or pass --directory."
cd "$TOP"
exec node "$ROOT/scripts/setup/check-database.mjs" "$DATABASE" "$POLICY" "$SERVER"
