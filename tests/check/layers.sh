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
library zlib 'zlib' 'core/store/unpack_gzip\.c'
library zstd 'zstd' 'core/store/unpack_zstd\.c'
library netlink 'netlink/' 'core/lab/netlink\.c'
library yaml 'yaml' 'core/lab/yaml\.c'
library nettle 'nettle/' 'core/dissect/quic_open\.c|core/lab/clab_hash\.c'
library jansson 'jansson' 'core/lab/json\.c'
library libxml2 'libxml' 'core/lab/xml\.c'
library libvirt 'libvirt' 'core/lab/libvirt(_load)?\.c'
library seccomp 'seccomp' 'core/base/seccomp\.c'
library capability 'sys/capability' 'core/base/[a-z]*\.c'
complain "a library header in a header" \
	"$(grep -nE '#include <(pcap|n?curses|netlink/|seccomp|zlib|zstd|yaml|jansson|nettle|libvirt|libxml)' $(find core tui -name '*.h'))"

# Strings and comments may use any word.
code() { sed -E 's/"([^"\\]|\\.)*"/""/g; s,^[[:space:]]*(/?\*|//).*,,' "$1" | grep -nE "$2" | sed "s|^|$1:|"; }
for f in $(files core); do
	case $f in core/base/attr.h) continue ;; esac
	complain "core/ prints or exits" \
		"$(code "$f" '\b(printf|puts|putchar|fputs|perror|exit|_exit|err|errx|warn|warnx)[ ]?\(|\bstdout\b|\bstderr\b' |
			grep -vE '^core/(capture/(client|watchman)|base/helper)\.c:[0-9]*:.*_exit')"
done
for f in $(files tui); do
	case $f in tui/say.c) continue ;; esac
	complain "words for standard error go through tui/say.h" "$(code "$f" '\bstderr\b|\bperror\b|\bwarnx?\(')"
done
for f in $(files core tui); do
	complain "a goto to something other than fail" "$(code "$f" '\bgoto\b' | grep -v 'goto fail;')"
	complain "#if that is no question about the compiler or a header's constant" \
		"$(code "$f" '^\s*#\s*(if|elif)\b' | grep -vE '__(SANITIZE|has_feature|x86_64|aarch64)')"
done
exit $status
