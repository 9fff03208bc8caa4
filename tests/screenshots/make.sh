#!/bin/bash
# make.sh BUILD: renders real runs of the browser on the demo lab to screenshots/*.svg and *.png (with rsvg-convert).
# Each scene: name, size, keys to send with `/` for a pause until something is on the screen.
set -u
here=$(dirname "$0")
build=$(realpath "$1")
out=$here/../../screenshots; mkdir -p "$out"
t() { tmux -L "labtap-shots-$$" "$@"; }
trap 't kill-server 2>/dev/null' EXIT

until_screen() { # text
	for _ in $(seq 100); do t capture-pane -p | grep -qF -- "$1" && return 0; sleep 0.1; done
	echo "screenshots: '$1' did not appear" >&2
	t capture-pane -p >&2
	exit 1
}

keys() { for k in "$@"; do case $k in wait:*) until_screen "${k#wait:}" ;; pause:*) sleep "${k#pause:}" ;; *) t send-keys "$k"; sleep 0.05 ;; esac; done; }

scene() { # name columns rows keys...
	local name=$1 columns=$2 rows=$3; shift 3
	t -f /dev/null new-session -d -x "$columns" -y "$rows" "TERM=xterm-256color LC_ALL=C.UTF-8 '$here/../demo/demo.sh' '$build'"
	t set -g status off 2>/dev/null
	t resize-window -x "$columns" -y "$rows"
	keys "$@"
	t capture-pane -pe | "$here/ansi2svg.py" "$columns" >"$out/$name.svg"
	rsvg-convert -o "$out/$name.png" "$out/$name.svg"
	t kill-server
	sleep 0.3
}

links='wait:a eth2'
scene points 80 24 "$links" pause:15
scene packets 80 24 "$links" pause:3 Space / a-b Enter Space Enter wait:ICMP pause:8
scene detail 80 24 "$links" pause:3 / a-b Enter Space Enter wait:ICMP pause:5 k k Enter pause:1
scene wide 160 50 "$links" pause:3 Space / a-b Enter Space Enter wait:ICMP pause:12 k k Enter pause:1 x pause:1
