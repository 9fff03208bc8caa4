#!/bin/bash
# What only a terminal shows: resizing, silence while nothing happens, pasting.
. tests/tty/tmux

mkdir -p "$XDG_CONFIG_HOME/labtap"
printf 'theme: light\nkeys:\n  ^G: order\n' >"$XDG_CONFIG_HOME/labtap/config.yaml"
cursor_in() { screen | sed -n "$1p" | grep -q '^▌'; }

start
browser
T send-keys C-g
check "config.yaml gives a key another meaning" wait_for shows 'by rate'
T send-keys o o
wait_for shows 'by namespace'
T send-keys p
sleep 0.3
screen >"$dir/first"
for size in 20x5 200x60 1x1 61x16 80x2 3x40 160x50 59x24 80x24 120x15 100x30 80x24; do
	T resize-window -x ${size%x*} -y ${size#*x}
done
same_screen() { screen | cmp -s - "$dir/first"; }
check "the same screen after a storm of sizes" wait_for same_screen
T resize-window -x 50 -y 10
check "too small: one line says so" wait_for shows 'needs 60 x 16'
T resize-window -x 60 -y 16
check "60x16 is enough" wait_for shows 'NAMESPACE / POINT'
T resize-window -x 80 -y 24
check "and back" wait_for same_screen

T pipe-pane -o "cat >$dir/out"
sleep 2.5
same "nothing is sent while nothing changes" "$(stat -c %s "$dir/out")" 0
T pipe-pane

T send-keys f
wait_for shows 'it stays until'
printf 'icmp\nor arp' | T load-buffer -
T paste-buffer -p
check "a pasted newline does not apply half a filter" wait_for shows 'f › icmp or arp'
check "the bar is still open" shows 'it stays until'
T send-keys Enter
check "Enter does" wait_for shows_not 'it stays until'
T send-keys f
wait_for shows 'still running: icmp or arp'
T send-keys C-u
T send-keys -l 'icmp and prot x'
check "a mistake is marked" wait_for shows '\^\^\^\^'
T send-keys Enter
check "and cannot be entered" shows 'still running: icmp or arp'
T send-keys Escape
check "Escape leaves the old one" wait_for shows_not 'still running'
same "the window is called by its name" "$(T display -p '#{pane_title}')" labtap
T send-keys -l "$(printf '\033[<65;10;8M\033[<0;10;5M')"
check "a click puts the cursor there" wait_for cursor_in 5
T send-keys d
check "a key without use says where the keys are" wait_for shows 'd does nothing here: ? shows the keys'
T send-keys -l "$(printf '\033[<0;10;5M\033[<0;10;5m\033[<0;10;5M\033[<0;10;5m')"
check "two clicks open what is there" wait_for shows 'host:lo.*live'
T send-keys s Tab
wait_for shows '── save'
printf '/tmp/pasted' | T load-buffer -
T paste-buffer -p
check "what is pasted into the sheet goes into the name" wait_for shows 'to  .*pcapng/tmp/pasted'
T send-keys Escape
wait_for shows_not '── save'
T send-keys f
wait_for shows 'kernel · view'
T send-keys C-t
check "^T: what is typed is for the kernel" wait_for shows 'the kernel drops nothing'
T send-keys -l 'udp port 9'
T send-keys Enter
check "and the title says what it keeps" wait_for shows 'only udp port 9'
T send-keys f C-t
check "where it is to be changed" wait_for shows 'kept by the kernel: udp port 9'
T send-keys C-u Enter
check "or taken away" wait_for shows_not 'only udp port 9'
T send-keys f C-u
T send-keys -l 'arp or rarp'
T send-keys Enter
wait_for shows 'f › arp or rarp'
T send-keys Q
check "leaves" wait_for shows 'status=0'
type_line clear
browser
T send-keys f
check "filters are remembered by the next run" wait_for shows 'arp or rarp  *now'
check "those of the kernel as well" shows 'udp port 9'
T send-keys Escape Q
wait_for shows 'status=0'
printf 'theme: pink\n' >"$XDG_CONFIG_HOME/labtap/config.yaml"
type_line clear
browser
check "a mistake in config.yaml is said" shows 'config.yaml: theme cannot be "pink"'
T send-keys Q
wait_for shows 'status=0'
same "in a file of the user's own" "$(stat -c %a "$XDG_STATE_HOME/labtap/filter-history")" 600

done_testing
