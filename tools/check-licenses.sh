#!/usr/bin/env bash
# Fails when a committed bundle has a package in it whose license is not allowed.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/node-24.sh

node tools/licenses/check.ts
