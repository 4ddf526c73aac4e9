#!/usr/bin/env bash
# actionlint over every workflow file, the shell in it included. An application's workflows are looked at as they stand
# in its own repository: with the template that it copies beside them.
set -euo pipefail
cd "$(dirname "$0")/.."
source tools/external/use.sh actionlint shellcheck

# It does not know `$/`, GitHub's short form for an action of the workflow's own repository, nor that inputs are read
# again at the job's end: report-release stands before the step whose outputs it then reports.
lint() {
  # shellcheck disable=SC2016 # no variable is meant
  actionlint -shellcheck shellcheck -pyflakes= \
    -ignore 'specifying action "\$/actions/' -ignore 'property "update" is not defined in object type \{\}' "$@"
}

lint .github/workflows/*.yml workflows-templates/*.yml

app="$(mktemp -d)"
trap 'rm -rf "$app"' EXIT
cp -R tools/demo/my-app/. "$app"
cp workflows-templates/update-release-channel.yml "$app/.github/workflows"
mkdir "$app/.git"
(cd "$app" && lint)
echo "No findings in the workflows, the templates and the demo's application."
