#!/usr/bin/env bash
# Renders deployment/ and checks the rendering. Uses kubectl or kustomize, or installs kustomize with Go.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/node-24.sh

if command -v kubectl >/dev/null; then
  renderer=(kubectl kustomize)
elif command -v kustomize >/dev/null; then
  renderer=(kustomize build)
elif command -v go >/dev/null; then
  GOBIN="$(mktemp -d)"
  export GOBIN
  trap 'rm -rf "$GOBIN"' EXIT
  go install sigs.k8s.io/kustomize/kustomize/v5@v5.7.1
  renderer=("$GOBIN/kustomize" build)
else
  echo "$0 needs kubectl, kustomize or Go, and none of them is installed." >&2
  exit 1
fi
node scripts/deployment/check.ts "${renderer[@]}"
