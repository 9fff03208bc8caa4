#!/bin/bash
# What reaches the terminal beside the screen: the clipboard (OSC 52), the bell, the mouse and pastes switched on and off.
. tests/tty/tmux

"$BUILD/tools/mkcap" -n -c 60 "$dir/lab.pcapng" || exit 1
opened() { type_line "cd \$DIR; \$LABTAP lab.pcapng; echo status=\$?"; wait_for shows '60 pkts'; }
# The last clipboard sequence of the output, as text.
clipboard() { LC_ALL=C grep -ao $'\033]52;c;[A-Za-z0-9+/=]*\a' "$dir/out" | tail -1 | sed 's/.*;//' | tr -d '\a' | base64 -d; }
sent() { LC_ALL=C grep -aqF -- "$1" "$dir/out"; }

start
T set -s set-clipboard on
T pipe-pane -o "cat >$dir/out"
opened
T send-keys g
top() { screen | sed -n 5p; }
first=$(top)
moved() { [ "$(top)" != "$first" ]; }
T send-keys -l "$(printf '\033[<65;10;8M%.0s' $(seq 20))"
check "the wheel scrolls" wait_for moved
T send-keys -l "$(printf '\033[<64;10;8M%.0s' $(seq 30))"
back() { ! moved; }
check "and back" wait_for back
T send-keys 3 G y Enter
check "a row is copied" wait_for shows 'copied: '
row='2023-11-1[45] [0-9:.]* a:eth1 10.0.0.3 10.0.1.6 ICMP Echo (ping) reply '
has_row() { clipboard | grep -qx "$row.*"; }
check "its bytes are the row in base64" wait_for has_row
same "and the terminal has taken them" "$(T show-buffer)" "$(clipboard)"
T send-keys Enter Enter y
wait_for shows ': copy'
T send-keys -l hex
T send-keys Enter
is_hex() { clipboard | grep -qxE '([0-9a-f]{2})+'; }
check "a field as hex" wait_for is_hex
T send-keys Escape Escape Escape s
wait_for shows '── save'
T send-keys C-u
T send-keys -l /nowhere/x.pcapng
T send-keys Enter
check "what cannot be written is said, and the name stays" wait_for shows '/nowhere/x.pcapng: '
T send-keys C-u
T send-keys -l 'a b.pcapng'
T send-keys Enter
check "a file is saved" wait_for shows 'saved 60 packets'
T send-keys y
check "y offers the line that fetches it" wait_for shows ': copy fetch'
T send-keys Enter
fetches() { clipboard | grep -qx "scp '.*:$dir/a b.pcapng' \."; }
check "as one word for the shell" wait_for fetches
check "the mouse is asked for" sent $'\033[?1006h'
check "bracketed paste as well" sent $'\033[?2004h'
T send-keys :
wait_for shows 'a command by its name'
T send-keys -l 'set mouse off'
T send-keys Enter
check "the mouse is given back when told" wait_for sent $'\033[?1006l'
T send-keys Q
check "leaves" wait_for shows 'status=0'
check "bracketed paste is given back" sent $'\033[?2004l'
close_terminal

# The bell. tmux notes it for a window that nobody looks at.
start
browser
T send-keys / lo Enter Enter
check "capturing" wait_for shows 'live'
T send-keys :
T send-keys -l 'mark when icmp'
T send-keys Enter
check "a trigger is set" wait_for shows 'packets are marked when'
rung() { [ "$(T display -p '#{window_bell_flag}')" = "$1" ]; }
check "no bell before it" rung 0
rings() { ping -qc1 127.0.0.1 >/dev/null; rung 1; }
check "the bell rings when the packet comes" wait_for rings
check "and it is marked" wait_for shows 'is marked'
T send-keys Q
wait_for shows 'status=0'
close_terminal

# A terminal without a clipboard shows what it would have copied, and gets no sequence.
start TERM=vt100
T pipe-pane -o "cat >$dir/out"
opened
T send-keys y Enter
check "vt100: the row is shown instead" wait_for shows 'no clipboard'
check "vt100: no sequence of others" sh -c "! LC_ALL=C grep -aqE ']52;|1006h|\]2;' '$dir/out'"
T send-keys Q
wait_for shows 'status=0'
done_testing
