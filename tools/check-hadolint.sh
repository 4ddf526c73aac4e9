#!/usr/bin/env bash
# Runs hadolint on every Dockerfile.
set -euo pipefail
cd "$(dirname "$0")/.."
source tools/external/use.sh hadolint

files=()
while IFS= read -r file; do files+=("$file"); done < <(git ls-files --cached --others --exclude-standard '*Dockerfile')
hadolint "${files[@]}"
echo "No findings in ${#files[@]} Dockerfile(s)."
