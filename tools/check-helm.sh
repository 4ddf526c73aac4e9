#!/usr/bin/env bash
# Checks the charts with the real helm: each lints, its renderings match tests/expected, and it refuses the values in
# tests/refused with the messages in each file's first lines. Argo CD's own notifications engine accepts argo-stack's, and
# Prometheus' own promtool reads deploy-server's alerts, each of which fires when it should. `--update` rewrites
# tests/expected. Needs Go.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v go >/dev/null || { echo "$0 needs Go 1.26 or later, which is not installed." >&2; exit 1; }
source scripts/node-24.sh
source tools/external/use.sh helm
source tools/external/debian.sh
command -v promtool >/dev/null || install_package prometheus

scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
failed=0
fail() { printf '%s\n' "$*" >&2; failed=1; }

# Arguments: a chart's name, the folders with values to render, and --update or nothing.
check_chart() {
  local chart="$1" folders="$2" update="${3:-}" values name words answer said
  local rendered="$scratch/$chart" tests="helm/$chart/tests"
  mkdir "$rendered"
  for folder in $folders; do
    for values in "helm/$chart/$folder"/*.yaml; do
      name="$(basename "$values" .yaml)"
      helm lint --strict --quiet "helm/$chart" --values "$values" || fail "$values: helm lint refuses it."
      helm template "$chart" "helm/$chart" --values "$values" > "$rendered/$name.yaml" ||
        fail "$values: helm template refuses it."
    done
  done
  if [ "$update" = --update ]; then
    rm -f "$tests"/expected/*.yaml
    cp "$rendered"/*.yaml "$tests/expected/"
  fi
  diff --recursive --unified "$tests/expected" "$rendered" ||
    fail "The renderings of $chart differ from $tests/expected. If that is intended, run tools/check-helm.sh --update and review the diff."

  for values in "$tests"/refused/*.yaml; do
    if answer="$(helm template "$chart" "helm/$chart" --values "$values" 2>&1)"; then
      fail "$values: helm template accepts it."
    fi
    said=0
    while read -r words; do
      said=$((said + 1))
      [[ "$answer" == *"$words"* ]] || fail "$values: helm should say: $words"$'\n'"but says: $answer"
    done < <(sed -n '/^# /!q; s/^# //p' "$values")
    [ "$said" -gt 0 ] || fail "$values: its first line does not say what helm should say."
  done
  local renderings=("$tests"/expected/*) refusals=("$tests"/refused/*)
  echo "$chart renders and refuses what it should: ${#renderings[@]} renderings, ${#refusals[@]} refusals."
}

check_chart argo-stack "examples tests/cases" "$@"
check_chart deploy-server "tests/cases" "$@"
[ "$failed" = 0 ] || exit 1

node tools/deployment/alert-rules.ts helm/deploy-server/tests/expected/everything.yaml > "$scratch/rules.yaml"
cp helm/deploy-server/tests/alerts.yaml "$scratch/alerts.yaml"
promtool check rules "$scratch/rules.yaml"
promtool test rules "$scratch/alerts.yaml"

# Without vet, which would analyse the whole engine for minutes.
(cd helm/argo-stack/tests/engine && go test -vet=off -count=1 ./...)
