#!/usr/bin/env bash
# Renders deployment/ and checks the result. Uses kubectl if it is installed, otherwise kustomize.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/node-24.sh

if command -v kubectl >/dev/null; then
  renderer=(kubectl kustomize)
else
  source tools/external/use.sh kustomize
  renderer=(kustomize build)
fi
node tools/deployment/check.ts "${renderer[@]}"
