#!/usr/bin/env bash
# Checks the registry's signatures of all installed packages with npm. Registries that sign publish their keys
# (https://docs.npmjs.com/about-registry-signatures). A mirror may have none; in GitHub's CI there must be some.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/node-24.sh

registry="$(npm config get registry)"
status="$(curl --silent --show-error --max-time 30 --output /dev/null --write-out '%{http_code}' "${registry%/}/-/npm/v1/keys")" || status=nothing
if [ "$status" = 200 ]; then
  npm audit signatures
elif [ "$status" = 404 ] && [ "${GITHUB_ACTIONS:-}" != true ]; then
  echo "The npm registry in use publishes no keys (404): signatures are checked in GitHub's CI only."
  exit 77
else
  echo "The npm registry answered $status to the request for its keys, so the packages' signatures cannot be checked." >&2
  exit 1
fi
