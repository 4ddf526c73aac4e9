#!/usr/bin/env bash
# Runs actionlint on every workflow file, including its shell scripts. An application's workflows are checked as in its own
# repository: with the template that it copies.
set -euo pipefail
cd "$(dirname "$0")/.."
source tools/external/use.sh actionlint shellcheck

# It does not know job.workflow_repository and job.workflow_sha of called workflows, nor that inputs are evaluated again at
# the end of the job: report-release comes before the step whose outputs it reports.
lint() {
  actionlint -shellcheck shellcheck -pyflakes= \
    -ignore 'property "workflow_(repository|sha)" is not defined in object type \{check_run_id' \
    -ignore 'property "update" is not defined in object type \{\}' "$@"
}

lint .github/workflows/*.yml workflows-templates/*.yml

app="$(mktemp -d)"
trap 'rm -rf "$app"' EXIT
cp -R tools/demo/my-app/. "$app"
cp workflows-templates/update-release-channel.yml "$app/.github/workflows"
mkdir "$app/.git"
(cd "$app" && lint)
echo "No findings in the workflows, the templates and the demo's application."
