#!/bin/bash
# Who may include whom (README, "How it is built"), and who may print.
set -u
cd "$(dirname "$0")/../.." || exit 2
status=0
complain() { [ -z "$2" ] || { echo "layers: $1:"; echo "$2" | sed 's/^/  /'; status=1; }; }
files() { find "$@" -name '*.[ch]'; }

# Each layer may include itself and what stands behind it here.
declare -A below=(
	[base]="base" [lab]="base lab" [store]="base store" [dissect]="base dissect"
	[capture]="base lab store capture" [analysis]="base lab store dissect analysis"
)
for layer in "${!below[@]}"; do
	allowed=$(echo "${below[$layer]}" | sed 's/ /|/g')
	complain "core/$layer includes what it must not see" \
		"$(grep -nE '#include "' $(files core/$layer) | grep -vE "\"core/($allowed)/")"
done
complain "tui/ includes something outside the project's folders" \
	"$(grep -nE '#include "' $(files tui) | grep -vE '"(core|tui)/')"

# One wrapper per library: pattern, then the files that may.
library() { # name regex files-regex
	complain "<$1> outside its wrapper" "$(grep -nE "#include <$2" $(files core tui) | grep -vE "^($3):")"
}
library curses '(n?curses|term)' 'tui/term\.c|tui/theme\.c'
library pcap 'pcap' 'core/analysis/bpf\.c|core/capture/source_pcap\.c|core/capture/kernel_filter\.c'
library netlink 'netlink/' 'core/lab/netlink\.c'
library seccomp 'seccomp' 'core/base/seccomp\.c'
library capability 'sys/capability' 'core/base/[a-z]*\.c'
complain "a library header in a header" \
	"$(grep -nE '#include <(pcap|n?curses|netlink/|seccomp|yaml|libvirt|libxml)' $(find core tui -name '*.h'))"

complain "core/ prints or exits" \
	"$(grep -nwE 'printf|puts|putchar|fputs|stdout|stderr|perror|exit|_exit|err|warn' $(files core) | grep -vE '__attribute__|^[^:]*:[0-9]*:\s*(/?\*|//)|core/capture/client\.c:[0-9]*:\s*_exit')"
complain "a goto to something other than fail" "$(grep -nE '\bgoto\b' $(files core tui) | grep -v 'goto fail;')"
complain "#if that is no include guard or compiler question" \
	"$(grep -nE '^\s*#\s*(if|elif)\b' $(files core tui) | grep -vE '#if defined\(__(SANITIZE|has_feature|x86_64|aarch64)')"
exit $status
