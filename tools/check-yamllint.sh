#!/usr/bin/env bash
# yamllint over every YAML file, for what means something else than it says: prettier keeps the form. Templates of Helm
# are no YAML before they are rendered.
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
