#!/usr/bin/env bash
# zizmor over workflows, templates, actions and the demo: what a stranger could make of them. It asks GitHub nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
source tools/external/use.sh zizmor

zizmor --offline --quiet --strict-collection --no-progress \
  .github workflows-templates actions tools/demo/my-app
