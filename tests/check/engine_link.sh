#!/bin/sh
# engine_link.sh BUILD: the engine must not be able to call a parser. What it needs is linked alone - base, capture,
# the collecting half of lab, the writing half of store - and has to be complete without the rest.
set -e
b=$1
parsers='store/store.o store/scan.o store/follow.o store/feed.o store/tape.o store/sniff.o store/window.o store/index.o store/ifaces.o store/pcapng.o store/pcapng_copy.o store/pcap.o store/export.o store/unpack.o store/unpack_gzip.o store/unpack_zstd.o lab/lab.o lab/given.o lab/outer.o lab/outer_find.o lab/yaml.o lab/json.o lab/qemu_args.o lab/machine_qemu.o lab/containers.o lab/switches.o lab/machine_cards.o lab/machine_census.o lab/rules.o lab/pickle.o lab/value.o lab/join.o lab/machine.o lab/machine_libvirt.o lab/xml.o lab/libvirt.o lab/live.o lab/live_cards.o lab/live_spaces.o lab/successor.o lab/owners.o lab/differences.o lab/env_text.o lab/spec.o'
objects=$(for o in "$b"/core/base/*.o "$b"/core/capture/*.o "$b"/core/lab/*.o "$b"/core/store/*.o; do
	source=core/${o#"$b"/core/}
	[ -e "${source%.o}.c" ] || continue # what an older tree has left there
	case ${o#"$b"/core/} in lab/clab_* | lab/netlab_* | lab/source_* | lab/topology* | lab/running* | lab/foreign*) continue ;; esac
	case " $parsers " in *" ${o#"$b"/core/} "*) ;; *) echo "$o" ;; esac
done)
echo 'int main(void) { return 0; }' >"$b/engine_link.c"
"${CC:-gcc}" -o "$b/engine_link" "$b/engine_link.c" $objects $(pkg-config --libs $LIBS) -pthread ||
	{ echo "engine_link: the engine needs something it must not see (above)"; exit 1; }
