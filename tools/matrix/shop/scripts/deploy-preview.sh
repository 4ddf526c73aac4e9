#!/bin/sh
echo "deployed $PREVIEW"
