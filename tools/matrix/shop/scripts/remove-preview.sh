#!/bin/sh
echo "removed $PREVIEW"
