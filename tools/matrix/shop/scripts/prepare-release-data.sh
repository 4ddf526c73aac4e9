#!/bin/sh
# Checks the prices. What data/mode says makes it fail, or take long the first time.
set -e
grep -q '"prices"' data/prices.json
mode=$(cat data/mode)
if [ "$mode" = broken ]; then echo "prices.json is not valid"; exit 1; fi
if [ "$mode" = slow ] && [ "$GITHUB_RUN_ATTEMPT" = 1 ]; then echo "a long preparation"; sleep 600; fi
echo "prepared"
