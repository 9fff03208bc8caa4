#!/bin/bash
# `make install`, and what it gives the shells: completion in the real bash, zsh and fish; the manual pages as mandoc sees them.
LABTAP=$(realpath "$LABTAP") BUILD=$(realpath "$BUILD"); cd "$(dirname "$0")" && . ../tap.sh
top=$(realpath ../..) dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
mkdir "$dir/lab" "$dir/bin"; ln -s "$LABTAP" "$dir/bin/labtap"; export PATH=$dir/bin:$PATH HOME=$dir
cat >"$dir/lab/x.clab.yml" <<'LAB'
name: x
topology:
  nodes:
    r1: {kind: linux}
    r2: {kind: linux}
  links:
  - endpoints: [r1:eth1, r2:eth1]
LAB
cd "$dir/lab" || exit 1
same "the names of the lab's endpoints" "$(labtap list --names 2>/dev/null | grep '^r[12]:' | sort | xargs)" "r1:eth0 r1:eth1 r2:eth0 r2:eth1"

# The word at the end of a line, in every shell that is here.
in_bash() {
	bash --norc -c '. ../labtap.bash; COMP_LINE=$1 COMP_POINT=${#1}; compopt() { :; }
		_labtap; printf "%s\n" "${COMPREPLY[@]}"' - "$1"
}
in_fish() { fish --no-config -c 'source ../labtap.fish; complete -C $argv[1]' "$1" | cut -f1; }
t() { tmux -S "$socket" -f /dev/null "$@"; }
shows() { t capture-pane -p | grep -q -- "$1"; }
in_zsh() { # zsh has no other way than to press Tab: what the screen says then
	local socket=$dir/tmux.$BASHPID # a server of its own: the one before may still be on its way out
	cat >../.zshrc <<-'RC'
		PS1='%% ' fpath=(${ZDOTDIR} $fpath) LISTMAX=1000
		unsetopt always_last_prompt
		autoload -Uz compinit; compinit -u -D
		RC
	t new-session -d -x 200 -y 50 "TERM=screen ZDOTDIR=$dir zsh"
	wait_for shows '^%'
	t send-keys -l "$1"; t send-keys Tab Tab
	wait_for shows "$2"
	t capture-pane -p; t kill-server
}
complete() { # SHELL
	case $1 in bash) answer=in_bash ;; fish) answer=in_fish ;; zsh) answer=in_zsh ;; esac
	check "$1: a verb" grep -qw capture <($answer 'labtap cap' capture)
	check "$1: an option" grep -qw -- --precision <($answer 'labtap capture --prec' precision)
	check "$1: of this verb only" sh -c '! echo "$1" | grep -qw -- --sort' - "$($answer 'labtap capture --s' spool)"
	check "$1: an argument" grep -qw inout <($answer 'labtap capture -Q ino' inout)
	check "$1: an endpoint of the lab" grep -q 'eth1' <($answer 'labtap capture r1:' eth1)
}
for shell in bash fish zsh; do
	labtap help --shell $shell >../labtap.$shell
	[ $shell != zsh ] || cp ../labtap.zsh ../_labtap
	if command -v $shell >/dev/null; then complete $shell; else skip "$shell" "$shell is not installed"; fi
done
labtap help --shell csh 2>err
same "another shell" "$? $(head -1 err)" "2 labtap: csh: no shell labtap knows"

# What a name holds is a word for the shell, never a command.
printf '%s\n' '#!/bin/sh' 'echo '\''r1:$(touch hit)`touch hit`'\' >../bin/fake; chmod +x ../bin/fake
sed 's/(labtap list/(fake list/' ../labtap.bash >../fake.bash
bash --norc -c '. ../fake.bash; COMP_LINE="labtap capture r1:" COMP_POINT=18; _labtap' 2>/dev/null
check "no name is run" test ! -e hit

labtap help filter >out
check "help filter" grep -q '^  ospf  *OSPFv2 and OSPFv3' out
if command -v mandoc >/dev/null; then
	labtap help --man >page.1; labtap help filter --man >page.7
	same "labtap(1) by mandoc's rules" "$(mandoc -T lint page.1 2>&1)" ""
	commands=$(sed -nE 's/.*\.name = "([a-z-]+)".*/\1/p' "$top/tui/command_table.c" | sort -u)
	same "with every key's command" "$(for c in $commands; do grep -qF "fB:${c//-/\\-}\\fR" page.1 || echo "$c"; done)" ""
	same "and what tcpdump's has: examples, files, surroundings" "$(grep -cxE '\.SH (EXIT STATUS|EXAMPLES|FILES|ENVIRONMENT|SEE ALSO)' page.1)" 5
	same "labtap-filter(7) too" "$(mandoc -T lint page.7 2>&1)" ""
	check "with what a word stands for" sh -c 'mandoc -T ascii page.7 | col -b | grep -q "stands for: proto 89"'
else
	skip "manual pages" "mandoc is not installed"
fi

same "linked into Wireshark's folder, and gone again" "$(
	unset MAKEFLAGS MAKELEVEL
	make -s -C "$top" -o "$LABTAP" install B="$BUILD" DESTDIR="$dir/root" PREFIX=/usr EXTCAPDIR=/usr/lib/extcap >/dev/null
	readlink "$dir/root/usr/lib/extcap/labtap"
	make -s -C "$top" uninstall DESTDIR="$dir/root" PREFIX=/usr EXTCAPDIR=/usr/lib/extcap; find "$dir/root" -type l)" ../../bin/labtap
same "installed, and gone again" "$(
	unset MAKEFLAGS MAKELEVEL
	make -s -C "$top" -o "$LABTAP" install B="$BUILD" DESTDIR="$dir/root" PREFIX=/usr >/dev/null
	(cd "$dir/root" && find . -type f | sort | xargs)
	unset MAKEFLAGS MAKELEVEL
	make -s -C "$top" uninstall DESTDIR="$dir/root" PREFIX=/usr; find "$dir/root" -type f)" \
	"./usr/bin/labtap ./usr/share/bash-completion/completions/labtap ./usr/share/fish/vendor_completions.d/labtap.fish ./usr/share/man/man1/labtap.1 ./usr/share/man/man7/labtap-filter.7 ./usr/share/zsh/site-functions/_labtap"
done_testing
