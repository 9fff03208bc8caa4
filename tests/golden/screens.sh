#!/bin/sh
# Screens of capture files.
exec "$(dirname "$0")/../screen/run.sh" files
