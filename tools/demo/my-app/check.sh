#!/bin/sh
# Stands for the tests of a build, which take longer on some days: until a file is there, where one is named.
while [ -n "${SLOW_UNTIL:-}" ] && [ ! -e "$SLOW_UNTIL" ]; do sleep 0.2; done
test -f server.js
