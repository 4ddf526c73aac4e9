#!/bin/sh
echo "staging runs it"
