#!/bin/bash
# store.sh: indexing a file of COUNT packets, going through it, and what a packet takes in memory; beside capinfos, which counts
# them, and tcpdump, which copies them to nowhere.
cd "$(dirname "$0")/../.." && . tests/measure.sh || exit 2
COUNT=${COUNT:-1000000}
mkdir "$dir/spool"
for form in pcap pcapng; do
	"$B/tools/mkcap" -c "$COUNT" $([ $form = pcap ] || echo -n) "$dir/x.$form" && cat "$dir/x.$form" >/dev/null || exit 1
	for _ in $(seq "$RUNS"); do
		while read -r name value; do note "$form.$name" "$value"; done < <("$B/tools/store_bench" "$dir/x.$form" "$dir/spool")
		rm -f "$dir"/spool/*
		note $form.tcpdump "$(per_cpu_second "$COUNT" tcpdump -r "$dir/x.$form" -w /dev/null)"
		! have capinfos || note $form.capinfos "$(per_cpu_second "$COUNT" capinfos -c "$dir/x.$form")"
	done
	rm "$dir/x.$form"
done
for form in pcap pcapng; do
	indexed=$(median $form.index_per_second)
	! have capinfos || goal "$form: indexing, packets per CPU second" "$indexed" '' '>= 10e6' 'capinfos -c' "$(median $form.capinfos)" \
		"$(ratio $form.index_per_second $form.capinfos)"
	goal "$form: indexing, packets per CPU second" "$indexed" '' '>= 10e6' 'tcpdump -r -w' "$(median $form.tcpdump)" \
		"$(ratio $form.index_per_second $form.tcpdump)"
	goal "$form: memory for each packet" "$(median $form.memory_bytes_per_packet)" bytes '<= 20'
	goal "$form: going through all, packets per CPU second" "$(median $form.scan_per_second)"
	goal "$form: any one packet" "$(median $form.get_random_ns)" 'CPU ns'
done
goal 'appending to the spool and publishing, a packet' "$(median pcap.spool_append_publish_ns)" 'CPU ns' '' 'without writing' \
	"$(median pcap.spool_append_alone_ns)" "$(ratio pcap.spool_append_publish_ns pcap.spool_append_alone_ns)"
