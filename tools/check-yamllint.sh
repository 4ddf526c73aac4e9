#!/usr/bin/env bash
# Runs yamllint on every YAML file, for values that do not mean what they seem to; prettier checks the formatting. Helm
# templates are not YAML until they are rendered.
set -euo pipefail
cd "$(dirname "$0")/.."
source tools/external/use.sh yamllint

rules='{ rules: { anchors: enable, key-duplicates: enable, octal-values: enable, truthy: { check-keys: false } } }'
files=()
while IFS= read -r file; do files+=("$file"); done < <(
  git ls-files --cached --others --exclude-standard '*.yml' '*.yaml' ':!helm/*/templates/**'
)
yamllint --strict --config-data "$rules" "${files[@]}"
echo "No findings in ${#files[@]} files."
