# shellcheck shell=bash
# Sourced by the setup scripts: prints each change and makes it or, with --dry-run, only prints it.

DRY_RUN=no
CHANGES=0
CANNOT=''
LEFT=''

same() { printf 'as is: %s\n' "$1"; }

# cannot WHAT HOW: a requested change that this machine cannot make, and how to make it. The script makes the others and
# fails at the end.
cannot() {
  printf 'cannot: %s\n' "$1"
  CANNOT="$CANNOT
- $1: $2"
}

# left WHAT: something for a person to do, printed at the end.
left() { LEFT="$LEFT
- $1"; }

# change WHAT COMMAND…: runs the command and prints what was done, or what would be.
change() {
  local what="$1"
  shift
  CHANGES=$((CHANGES + 1))
  if [ "$DRY_RUN" = yes ]; then
    printf 'would: %s\n' "$what"
  else
    "$@"
    printf 'done:  %s\n' "$what"
  fi
}

# change_by_request WHAT METHOD PATH [JSON]: with --dry-run, prints the request.
change_by_request() {
  change "$1" send_change "$@"
  if [ "$DRY_RUN" = yes ]; then printf '       %s %s %s\n' "$2" "$3" "$(printf '%s' "${4-}" | jq -c . 2>/dev/null || true)"; fi
}

send_change() {
  local what="$1"
  shift
  request "$@"
  succeeded || fail_request "$what"
}

# change_file PATH NEW: copies NEW to the path below $DIRECTORY. With --dry-run, prints the difference.
change_file() {
  local target="$DIRECTORY/$1" new="$2"
  if cmp -s "$target" "$new"; then
    same "$1"
    return 0
  fi
  change "write $1" place_file "$target" "$new"
  if [ "$DRY_RUN" = yes ]; then
    if [ -e "$target" ]; then diff -u "$target" "$new" | sed -E '1,2d; s/^/       /' || true; else sed 's/^/       +/' "$new"; fi
  fi
}

place_file() {
  mkdir -p "$(dirname "$1")"
  # Not cp: an existing file keeps its mode.
  cat "$2" >"$1"
}

# tell_end WHAT: prints what could not be done, what was done and what is left to do. Fails if something could not be done.
tell_end() {
  local noun=changes were=were
  [ "$CHANGES" -ne 1 ] || noun=change were=was
  [ -z "$CANNOT" ] || printf '\n%s: %s is not set up. Not done:%s\n' "$PROGRAM" "$1" "$CANNOT" >&2
  if [ "$CHANGES" -eq 0 ]; then
    [ -n "$CANNOT" ] || printf '\nNothing to change: %s is set up.\n' "$1"
  elif [ "$DRY_RUN" = yes ]; then
    printf '\nDry run: nothing was changed; %s %s would be made.\n' "$CHANGES" "$noun"
  else
    printf '\n%s %s %s made.\n' "$CHANGES" "$noun" "$were"
  fi
  [ -z "$LEFT" ] || printf '\nLeft to you:%s\n' "$LEFT"
  [ -z "$CANNOT" ]
}
