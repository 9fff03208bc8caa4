#!/bin/sh
# libvirt.sh: what libvirt says of 200 domains, from XML to the model. B names the build.
echo "libvirt (goal: 200 domains below 1 s):"
"${B:-build/release}/tools/libvirt_bench" 200
