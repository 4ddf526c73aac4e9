# shellcheck shell=bash
# Sourced by .ci/run: runs checks one after the other, goes on when one fails, and shows what each came to.

# shellcheck source=tools/external/use.sh
source tools/external/use.sh

verdicts=()
verdicts_failed=0

# Usage: check <tool> <command…>. The row shows the version that the tool itself tells, and the last line of what it said;
# of one that said nothing, the command.
# A command ends with 77 when what it would check does not exist here.
check() {
  local tool="$1" said verdict status=0
  shift
  printf '\n== %s: %s\n' "$tool" "$*"
  said="$(mktemp)"
  "$@" 2>&1 | tee "$said" || status="${PIPESTATUS[0]}"
  case "$status" in
    0) verdict=passed ;;
    77) verdict="NO WORD" ;;
    *) verdict=FAILED verdicts_failed=1 ;;
  esac
  verdicts+=("$(printf '%-10s  %-8s  %-7s  %s' "$tool" "$(version_of "$tool")" "$verdict" "$(last_line "$said" "$*")")")
  rm -f "$said"
}

# Asks only what is there: a tool that could not be installed has none.
version_of() {
  (
    if find_pin "$1"; then PATH="$tool_folder/bin:$PATH"; fi
    case "$1" in
      kubectl) kubectl version --client ;;
      # Its own answer lacks the last digit unless its makers built it.
      helm) go version -m "$(command -v helm)" | grep '^[[:space:]]*mod[[:space:]]' ;;
      *) "$1" --version ;;
    esac 2>/dev/null || true
  ) | grep -Eom 1 '[0-9]+(\.[0-9]+)+' || echo none
}

# The last line of a file that is not blank, or else a text instead.
last_line() { { grep -v '^[[:space:]]*$' "$1" || printf '%s\n' "$2"; } | tail -n 1 | cut -c 1-100; }

# Shows all verdicts. Fails when one of them is a failure.
show_verdicts() {
  printf '\n== Verdicts\n'
  printf '%s\n' "${verdicts[@]}"
  return "$verdicts_failed"
}
