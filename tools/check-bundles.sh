#!/usr/bin/env bash
# Fails when a bundle is not what its sources build to, byte by byte, or is not committed as it lies there. Changes none.
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
  echo "npm run build makes the bundles, over all that was changed in them by hand: commit what it makes." >&2
  exit 1
fi
echo "The bundles are what their sources build to."
