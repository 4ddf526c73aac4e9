#!/usr/bin/env bash
# Fails if a committed bundle contains a package whose license is not allowed.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/node-24.sh

node tools/licenses/check.ts
