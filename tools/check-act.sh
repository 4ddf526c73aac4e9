#!/usr/bin/env bash
# Runs this repository's workflows with act and with the sandbox's runner, and fails if the results differ.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/node-24.sh
source tools/external/use.sh act

node tools/act/main.ts
