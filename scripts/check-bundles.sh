#!/usr/bin/env bash
# Fails when a committed bundle is not what its sources build to, byte by byte.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/node-24.sh

node scripts/build.ts
stale="$(git status --porcelain --untracked-files=all -- ':(glob)actions/*/dist/**' container/dist)"
if [ -n "$stale" ]; then
  printf 'These bundles are stale: run npm run build and commit the result.\n%s\n' "$stale" >&2
  exit 1
fi
echo "The bundles are what their sources build to."
