#!/usr/bin/env bash
# Runs zizmor on workflows, templates, actions and the demo, to find what attackers could exploit. Makes no requests.
set -euo pipefail
cd "$(dirname "$0")/.."
source tools/external/use.sh zizmor

zizmor --offline --quiet --strict-collection --no-progress \
  .github workflows-templates actions tools/demo/my-app
