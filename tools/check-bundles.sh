#!/usr/bin/env bash
# Fails if a bundle does not match its sources, byte by byte, or is not committed. Changes nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/node-24.sh

failed=0
node tools/build.ts --check || failed=1
uncommitted="$(git status --porcelain --untracked-files=all -- ':(glob)actions/*/dist/**' apps/action-image/dist)"
if [ -n "$uncommitted" ]; then
  printf 'These files of bundles are not committed as they are:\n%s\n' "$uncommitted" >&2
  failed=1
fi
if [ "$failed" = 1 ]; then
  echo "Run npm run build, which overwrites changes made by hand, and commit the bundles." >&2
  exit 1
fi
echo "The bundles match their sources."
