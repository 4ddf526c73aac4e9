#!/usr/bin/env bash
# Runs this repository's workflows with act and with the sandbox's runner, and fails where they end differently.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/node-24.sh
source scripts/tools/use.sh act

node sandbox/act/main.ts
