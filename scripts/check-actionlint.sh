#!/usr/bin/env bash
# actionlint over every workflow file, the shell in it included. An application's workflows are looked at as they stand
# in its own repository: with the template that it copies beside them.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/tools/use.sh actionlint shellcheck

lint() { actionlint -shellcheck shellcheck -pyflakes= "$@"; }

lint .github/workflows/*.yml workflows-templates/*.yml

app="$(mktemp -d)"
trap 'rm -rf "$app"' EXIT
cp -R sandbox/demo/my-app/. "$app"
cp workflows-templates/update-release-channel.yml "$app/.github/workflows"
mkdir "$app/.git"
(cd "$app" && lint)
echo "No findings in the workflows, the templates and the demo's application."
