#!/bin/sh
# Stands for a build's tests, which can be slow: waits for a file, if one is named.
while [ -n "${SLOW_UNTIL:-}" ] && [ ! -e "$SLOW_UNTIL" ]; do sleep 0.2; done
test -f server.js
