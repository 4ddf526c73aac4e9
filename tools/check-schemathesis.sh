#!/usr/bin/env bash
# Schemathesis over the release API and over the deploy server, one after the other: no answer is a server's error, or
# other than the server's OpenAPI document says.
# Usage: tools/check-schemathesis.sh [seconds]   for each, 60 unless told; 600 before a release
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/node-24.sh
source tools/external/use.sh schemathesis

node tools/schemathesis.ts "${1:-60}"
