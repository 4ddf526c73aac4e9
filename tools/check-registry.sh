#!/usr/bin/env bash
# Compares the sandbox's registry with the real one that Debian's package docker-registry brings.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/node-24.sh

if ! command -v docker-registry >/dev/null; then
  echo "LEFT OUT: there is no docker-registry on this machine. Install the package docker-registry to compare with it."
  exit 77
fi
exec node tools/registry/compare.ts
