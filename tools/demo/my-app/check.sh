#!/bin/sh
# Stands for the tests of a build, which take longer on some days.
sleep "${SLOW_SECONDS:-0}"
test -f server.js
