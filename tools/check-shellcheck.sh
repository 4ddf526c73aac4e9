#!/usr/bin/env bash
# Runs shellcheck on every shell script, found by its suffix or first line.
set -euo pipefail
cd "$(dirname "$0")/.."
source tools/external/use.sh shellcheck

scripts=()
while IFS= read -r script; do scripts+=("$script"); done < <(
  { git ls-files --cached --others --exclude-standard '*.sh'; git grep --untracked -lE '^#!.*[ /](ba)?sh( |$)' -- ':!*.md' ':!*.ts' ':!*.sh'; } | sort -u
)
shellcheck --external-sources "${scripts[@]}"
echo "No findings in ${#scripts[@]} scripts."
