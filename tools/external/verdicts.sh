# shellcheck shell=bash
# Sourced by .ci/run: runs checks one after the other, goes on when one fails, and shows what each came to.

# In a function, which has no arguments: the names of the checks are not those of tools.
load_pins() {
  # shellcheck source=tools/external/use.sh
  source tools/external/use.sh
}
load_pins

chosen_checks=()

# Usage: choose_checks <table> [name …]. The table's rows are: name, tool, command. Without names, everything is chosen;
# "tests" is always one.
choose_checks() {
  local known name
  known="tests $(awk '!/^#/ { print $1 }' "$1" | tr '\n' ' ')"
  shift
  for name in "$@"; do
    case " $known" in
      *" $name "*) chosen_checks+=("$name") ;;
      *)
        echo "There is no check $name. These are: ${known% }." >&2
        exit 2
        ;;
    esac
  done
}

is_chosen() {
  [ "${#chosen_checks[@]}" = 0 ] || case " ${chosen_checks[*]} " in *" $1 "*) ;; *) return 1 ;; esac
}

verdicts=()
verdicts_failed=0

# Usage: run_checks <table>. Runs those that are chosen, and shows all verdicts. Fails when one of them is a failure.
run_checks() {
  local row words
  # Read before anything runs: a command may read what follows.
  mapfile -t rows < <(grep -v '^#' "$1")
  for row in "${rows[@]}"; do
    read -ra words <<<"$row"
    if is_chosen "${words[0]}"; then check "${words[@]}"; fi
  done
  [ "${#verdicts[@]}" = 0 ] || printf '%s\n' '' '== Verdicts' "${verdicts[@]}"
  return "$verdicts_failed"
}

# Usage: check <name> <tool> <command…>. The row shows the version that the tool itself tells, how long the check took, and
# the last line of what it said; of one that said nothing, the command.
# A command ends with 77 when what it would check does not exist here.
check() {
  local name="$1" tool="$2" said verdict status=0 began="$SECONDS"
  shift 2
  printf '\n== %s: %s\n' "$name" "$*"
  said="$(mktemp)"
  "$@" 2>&1 | tee "$said" || status="${PIPESTATUS[0]}"
  case "$status" in
    0) verdict=passed ;;
    77) verdict="NO WORD" ;;
    *) verdict=FAILED verdicts_failed=1 ;;
  esac
  verdicts+=("$(printf '%-12s  %-15s  %-8s  %-7s  %5s s  %s' "$name" "$tool" "$(version_of "$tool")" "$verdict" \
    "$((SECONDS - began))" "$(last_line "$said" "$*")")")
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
  ) | { grep -Eom 1 '[0-9]+(\.[0-9]+)+' || echo none; } | sed -n 1p
}

# The last line of a file that is not blank, or else a text instead.
last_line() { { grep -v '^[[:space:]]*$' "$1" || printf '%s\n' "$2"; } | tail -n 1 | cut -c 1-300; }
