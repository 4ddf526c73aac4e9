#!/usr/bin/env bash
# Does with gh, GitHub's own client, what README and the guides tell people to do with it, on the sandbox's GitHub.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/node-24.sh

if ! command -v gh >/dev/null && command -v apt-get >/dev/null; then
  source tools/external/debian.sh
  install_package gh || true
fi
if ! command -v gh >/dev/null; then
  echo "LEFT OUT: there is no gh on this machine. Install the package gh, or see https://cli.github.com."
  exit 77
fi
node tools/build.ts --changed
exec node tools/gh/main.ts
