#!/usr/bin/env bash
# Runs Redocly's linter on the OpenAPI document that the release API serves.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/node-24.sh
source tools/external/use.sh redocly

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
node apps/release-api/testing/print-openapi.ts > "$folder/openapi.json"
# Without telemetry and update checks.
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true
redocly lint --config tools/external/redocly.yaml "$folder/openapi.json"
