#!/bin/bash
# make.sh BUILD [OUT]: real runs of the browser on the demo lab as OUT/*.svg and, where rsvg-convert is, *.png; tour.svg
# moves. OUT is screenshots/; for another one (check.sh) nothing waits for pretty numbers.
# ONLY=NAME takes one of them.
# A scene: its name, size, and keys to send; wait:TEXT until that is on the screen, pause:SECONDS, frame:SECONDS takes
# a picture of the tour that stands so long.
set -u
here=$(cd "$(dirname "$0")" && pwd)
build=$(realpath "$1")
pretty=$([ $# = 1 ] && echo 1)
out=${2:-$here/../../screenshots}; mkdir -p "$out"; out=$(realpath "$out")
work=$(mktemp -d)
export XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/config
t() { tmux -L "labtap-shots-$$" "$@"; }
trap 't kill-server 2>/dev/null; rm -rf "$work"' EXIT

until_screen() { # text
	for _ in $(seq 600); do t capture-pane -p | grep -qF -- "$1" && return 0; sleep 0.1; done
	echo "screenshots: '$1' did not appear" >&2
	t capture-pane -p >&2
	exit 1
}

frames=0
frame() { # seconds
	frames=$((frames + 1))
	t capture-pane -pe >"$work/frame$frames.ansi"
	echo "$1 $work/frame$frames.ansi" >>"$work/frames"
}

keys() {
	for k in "$@"; do
		case $k in
		wait:*) until_screen "${k#wait:}" ;;
		pause:*) [ -z "$pretty" ] || sleep "${k#pause:}" ;;
		frame:*) sleep 0.3; frame "${k#frame:}" ;;
		*) t send-keys "$k"; sleep 0.1 ;;
		esac
	done
}

start() { # columns rows
	t -f /dev/null new-session -d -x "$1" -y "$2" "TERM=xterm-256color LC_ALL=C.UTF-8 '$here/../demo/demo.sh' '$build'"
	t set -g status off 2>/dev/null
	t resize-window -x "$1" -y "$2"
	until_screen 'a eth2'
}

end() { t kill-server; sleep 0.3; }

scene() { # name columns rows keys...
	local name=$1 columns=$2 rows=$3; shift 3
	[ "${ONLY:-$name}" = "$name" ] || return
	start "$columns" "$rows"
	keys "$@"
	t capture-pane -pe | "$here/ansi2svg.py" "$columns" >"$out/$name.svg"
	end
	[ -z "$pretty" ] || rsvg-convert -o "$out/$name.png" "$out/$name.svg"
}

capture=(Space / a-b Enter Space Enter wait:ICMP)
scene points 80 24 pause:15
scene points-wide 160 50 pause:12
scene packets 80 24 "${capture[@]}" pause:8
scene filter 80 24 "${capture[@]}" pause:6 f 'icmp and ' 'prot x' wait:'did you mean'
scene detail 80 24 "${capture[@]}" pause:5 k k Enter wait:▾ pause:1
scene bytes 80 24 "${capture[@]}" pause:5 k k Enter Enter wait:0000 pause:1
scene conversations 80 24 "${capture[@]}" pause:10 C wait:conversations wait:ICMP pause:2
scene traffic 80 24 "${capture[@]}" pause:20 T wait:PKTS/S pause:1
scene help 80 24 "${capture[@]}" '?' wait:tcpdump
scene wide 160 50 "${capture[@]}" pause:12 k k Enter pause:1 x wait:0000 pause:1

[ "${ONLY:-tour}" = tour ] || exit 0
start 80 24
keys pause:6 frame:2 Space frame:0.8 / frame:0.4 a-b frame:0.8 Enter frame:0.6 Space frame:0.8 Enter wait:ICMP frame:1
keys pause:1 frame:1 pause:1 frame:1 pause:1 frame:1 f frame:0.6 i c frame:0.4 m p frame:1.2 Enter frame:1.5 k k Enter wait:▾ frame:2
keys Tab = frame:2.5 u Escape Escape C wait:BYTES wait:ICMP frame:2.5
end
"$here/tour.py" 80 "$work/frames" >"$out/tour.svg"
