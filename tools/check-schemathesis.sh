#!/usr/bin/env bash
# Schemathesis over the release API: no answer is a server's error, or other than its OpenAPI document says.
# Usage: tools/check-schemathesis.sh [seconds]   60 unless told; 600 before a release
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/node-24.sh
source tools/external/use.sh schemathesis

node tools/schemathesis.ts "${1:-60}"
