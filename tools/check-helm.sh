#!/usr/bin/env bash
# Checks the charts with the real helm. deploy-server lints and renders; argo-stack lints, its renderings match tests/expected, it refuses the values in tests/refused
# with the message on each file's first line, and Argo CD's own notifications engine accepts the result.
# `--update` rewrites tests/expected. Needs Go.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v go >/dev/null || { echo "$0 needs Go 1.26 or later, which is not installed." >&2; exit 1; }
source tools/external/use.sh helm
helm lint --strict --quiet helm/deploy-server
helm template deploy-server helm/deploy-server --set 'namespaces={shop,settings}' >/dev/null
cd helm/argo-stack

scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
failed=0
fail() { printf '%s\n' "$*" >&2; failed=1; }

for values in examples/*.yaml tests/cases/*.yaml; do
  name="$(basename "$values" .yaml)"
  helm lint --strict --quiet . --values "$values" || fail "$values: helm lint refuses it."
  helm template argo-stack . --values "$values" > "$scratch/$name.yaml" || fail "$values: helm template refuses it."
done
if [ "${1:-}" = --update ]; then
  rm -f tests/expected/*.yaml
  cp "$scratch"/*.yaml tests/expected/
fi
diff --recursive --unified tests/expected "$scratch" ||
  fail "The renderings differ from tests/expected. If that is intended, run tools/check-helm.sh --update and review the diff."

for values in tests/refused/*.yaml; do
  words="$(sed -n '1s/^# //p' "$values")"
  if answer="$(helm template argo-stack . --values "$values" 2>&1)"; then
    fail "$values: helm template accepts it, but should say: $words"
  elif [[ "$answer" != *"$words"* ]]; then
    fail "$values: helm should say: $words"$'\n'"but says: $answer"
  fi
done
[ "$failed" = 0 ] || exit 1
renderings=(tests/expected/*)
refusals=(tests/refused/*)
echo "The chart renders and refuses what it should: ${#renderings[@]} renderings, ${#refusals[@]} refusals."

# Without vet, which would analyse the whole engine for minutes.
(cd tests/engine && go test -vet=off -count=1 ./...)
