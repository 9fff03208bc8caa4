#!/bin/sh
# Screens of a live host: namespaces and a bridge made for it.
exec "$(dirname "$0")/../screen/run.sh" world
