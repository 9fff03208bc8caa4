# common.sh NAME: for tests with a libvirtd of their own, sourced at their start. tap.sh, a directory that is the current
# one, $lab; everything ends with the test. Where libvirt or QEMU is missing, NAME is skipped.
LABTAP=$(realpath "$LABTAP") lab=$(realpath "$(dirname "$0")/../libvirt/lab.sh"); cd "$(dirname "$0")" && . ../tap.sh
export LIBVIRT_DEFAULT_URI=qemu:///system LABTAP
dir=$(mktemp -d); chmod 777 "$dir"; cd "$dir" || exit 1
if ! command -v libvirtd >/dev/null || ! command -v qemu-system-x86_64 >/dev/null; then
	skip "$1" "libvirtd or qemu-system-x86_64 is missing (make deps)"
	rm -rf "$dir"
	done_testing
fi
trap 'kill $(jobs -p) 2>/dev/null; "$lab" down; rm -rf "$dir"' EXIT
