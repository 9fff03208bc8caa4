#!/bin/bash
# A thousand interfaces and namespaces that are created and deleted while an endpoint is captured (tests/live/churn.sh).
#   B=build/release tests/bench/churn.sh
set -u
cd "$(dirname "$0")/../.." || exit 2
B=$(realpath "${B:-build/release}")
BUILD=$B LABTAP=$B/labtap CHURN=1000 WAIT=3000 exec tests/world.sh tests/live/churn.sh
