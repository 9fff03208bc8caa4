#!/usr/bin/env python3
"""coverage.py BUILD SECONDS: how many of a parser's lines its inputs reach.

Runs every fuzzer of BUILD (MODE=fuzzcov) over its seeds and what earlier runs left in BUILD/fuzz/corpus-NAME, then for
SECONDS on new inputs, and prints for each parser the share of its lines that were executed. Status 1: one is below 90 %,
or a fuzzer has a finding. With LINES=PARSER the lines that were not reached instead."""
import concurrent.futures
import glob
import os
import subprocess
import sys

GOAL = 90.0

# The files of each parser, as shell patterns; behind "-" functions that write, draw or ask: no part of reading.
PARSERS = {
    "pcap": ["core/store/pcap.c", "core/store/sniff.c", "core/store/scan.c"],
    "pcapng": ["core/store/pcapng.c", "core/store/pcapng_copy.c", "core/store/ifaces.c"],
    "dissect": ["core/dissect/*.c"],
    "yaml": ["core/lab/yaml.c", "core/lab/value.c"],
    "lab files": ["core/lab/clab_*.c", "core/lab/netlab_*.c", "core/lab/source_*.c", "core/lab/spec.c", "core/lab/env_text.c"],
    "rules": ["core/lab/rules.c"],
    "pickle": ["core/lab/pickle.c"],
    "xml": ["core/lab/xml.c", "core/lab/machine_libvirt.c"],
    "json": ["core/lab/json.c", "core/lab/containers.c", "core/lab/switches.c", "core/lab/qemu_args.c"],
    "filter words": ["core/analysis/token.c", "core/analysis/words*.c", "core/analysis/expand*.c", "core/analysis/filter.c",
                     "core/analysis/filter_names.c", "core/analysis/bpf.c"],
    "orders": ["core/capture/wire.c", "core/capture/source_code.c"],
    "config": ["tui/settings.c", "-settings_load", "-set_run", "-set_complete", "-map_run", "-unmap_run", "-cut"],
    "session": ["tui/word_session.c", "-save", "-load", "-folder_of", "-session_run", "-session_complete"],
    "script": ["tui/script.c"],
}


def fuzz(build, name, seconds):
    """Runs one fuzzer; what went wrong, or ''."""
    corpus, seeds = f"{build}/fuzz/corpus-{name}", os.path.abspath(f"tests/fuzz/seeds/{name}")
    os.makedirs(corpus, exist_ok=True)
    folders = [corpus] + [seeds] * os.path.isdir(seeds)
    limit = [f"-max_total_time={seconds}"] if seconds else ["-runs=0"]
    with open(f"{build}/fuzz/{name}.log", "w+", encoding="utf-8", errors="replace") as log:
        done = subprocess.run([f"{build}/fuzz/fuzz_{name}", "-timeout=20", *limit, f"-artifact_prefix={build}/fuzz/{name}-", *folders],
                              stdout=log, stderr=log, check=False, stdin=subprocess.DEVNULL,
                              env={**os.environ, "LLVM_PROFILE_FILE": f"{build}/fuzz/{name}.profraw"})
        log.seek(0)
        return "".join(log.readlines()[-20:]) if done.returncode else ""


def reached(build, names):
    """{file: {function: [(line, times)]}} of all runs together: a function's lines are those up to the next one."""
    data = f"{build}/fuzz/all.profdata"
    subprocess.run(["llvm-profdata", "merge", "-sparse", "-o", data] + [f"{build}/fuzz/{n}.profraw" for n in names], check=True)
    programs = [f"{build}/fuzz/fuzz_{n}" for n in names]
    lcov = subprocess.run(["llvm-cov", "export", "-format=lcov", f"-instr-profile={data}", programs[0], *[f"-object={p}" for p in programs[1:]]],
                          capture_output=True, text=True, check=True).stdout
    found = {}
    for line in lcov.splitlines():
        kind, _, rest = line.partition(":")
        if kind == "SF":
            functions = found[os.path.relpath(rest)] = {}
            starts = []
        elif kind == "FN":
            start, name = rest.split(",")
            starts.append((int(start), name.split(":")[-1]))
        elif kind == "DA":
            number, times = map(int, rest.split(",")[:2])
            name = max((s for s in starts if s[0] <= number), default=(0, "?"))[1]
            functions.setdefault(name, []).append((number, times))
    return found


def files_of(entries):
    """The files of a parser, and the functions that do not count."""
    files = [f for e in entries if e[0] != "-" for f in sorted(glob.glob(e))]
    return files, {e[1:] for e in entries if e[0] == "-"}


def main():
    build, seconds = os.path.abspath(sys.argv[1]), int(sys.argv[2])
    names = sorted(os.path.basename(f)[5:] for f in glob.glob(f"{build}/fuzz/fuzz_*") if "." not in os.path.basename(f))
    subprocess.run(["tests/fuzz/seeds.py", f"{build}/fuzz"], check=True)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        ends = list(pool.map(lambda n: fuzz(build, n, seconds), names))
    findings = [f"fuzz-coverage: {n} has a finding\n{end}" for n, end in zip(names, ends) if end]
    if findings:
        sys.exit("\n".join(findings))
    found, low = reached(build, names), []
    for parser, entries in PARSERS.items():
        files, others = files_of(entries)
        lines = [(f, name, *line) for f in files for name, all in found.get(f, {}).items() if name not in others for line in all]
        missed = [line for line in lines if not line[3]]
        share = 100 * (1 - len(missed) / len(lines)) if lines else 0
        low += [parser] * (share < GOAL)
        print(f"{parser:14} {len(lines):6} lines {share:6.1f} %{'' if share >= GOAL else f'  below {GOAL:.0f} %'}")
        if os.environ.get("LINES") == parser:
            for f, name, number, _ in missed:
                print(f"  {f}:{number} {name}()")
    if low:
        sys.exit("fuzz-coverage: below the goal: " + ", ".join(low))


if __name__ == "__main__":
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
    main()
