#!/usr/bin/env python3
"""clab_model.py DUMP FILE...: what topology_dump makes of containerlab files - containers, their namespaces, the ends of links -
against a second reading of the rules (containerlab.dev/manual/topo-def-file); interfaces by name where they are ethN. The last
line is `N files, N right, N exact, N templates, N slow`."""
import os, re, subprocess, sys
import yaml

ENV = re.compile(r'\$\{(\w+)(?::?([-=])((?:[^${}]|\$\{[^}]*\})*))?\}')
NO_CONTAINER = ('bridge', 'ovs-bridge', 'host', 'k8s-kind')


def put_in(m):
    return os.environ.get(m[1], m[3] if m[2] else m[0])


def first(*values):
    return next((v for v in values if v), None)


def model(text):
    doc, lines = yaml.load(ENV.sub(put_in, text), yaml.BaseLoader), []
    topology, lab, prefix = doc['topology'], doc['name'], doc.get('prefix')
    defaults, kinds, groups = (topology.get(k) or {} for k in ('defaults', 'kinds', 'groups'))
    nodes = topology.get('nodes') or {}

    def kind(n):
        v = nodes.get(n) or {}
        return first(v.get('kind'), (groups.get(v.get('group')) or {}).get('kind'),
                     (groups.get(defaults.get('group')) or {}).get('kind'), defaults.get('kind')) or ''

    def said(n, key):
        v, k = nodes.get(n) or {}, kinds.get(kind(n)) or {}
        g = groups.get(first(v.get('group'), k.get('group'), defaults.get('group'))) or {}
        return first(v.get(key), g.get(key), k.get(key), defaults.get(key))

    def container(n):
        if kind(n) in NO_CONTAINER:
            return '-'
        if kind(n) == 'ext-container' or prefix == '':
            return n
        name = {None: f'clab-{lab}-{n}', '__lab-name': f'{lab}-{n}'}.get(prefix or None, f'{prefix}-{lab}-{n}')
        parts = (nodes.get(n) or {}).get('components')
        return f"{name}-{parts[0]['slot'].lower()}" if kind(n) == 'nokia_srsim' and parts else name

    def netns(n):
        mode = said(n, 'network-mode') or ''
        if mode.startswith('container:'):
            return netns(mode[10:]) if mode[10:] in nodes else mode[10:]
        return 'host' if mode == 'host' or container(n) == '-' else container(n)

    for n in nodes:
        lines.append(['node', n, kind(n) or '-', container(n)])
    for i, link in enumerate(topology.get('links') or [], 1):
        ends = link.get('endpoints') or [link['endpoint']]
        if 'host-interface' in link:
            ends = ends + [f"host:{link['host-interface']}"]
        out = []
        for e in ends:
            node, ifname = (e['node'], e['interface']) if isinstance(e, dict) else e.split(':', 1)
            host = node in ('host', 'macvlan', 'mgmt-net')
            plain = host or re.fullmatch(r'eth[1-9]\d*', ifname)
            out.append(f"{'host' if host else node}/{'host' if host else netns(node)}/{ifname if plain else '*'}")
        lines.append(['link', str(i)] + out)
    return lines


def dumped(text):
    lines, at, node = [], {}, None
    for line in text.splitlines():
        port = re.match(r'  (.*?)(?: link \d+ no \d+)? if (\S+)(?: alt .*?)? in (\S+)', line)
        if port:
            at[f'{node}:{port[1]}'] = f'{node}/{port[3]}/{port[2]}'
        elif line.startswith('node '):
            w = line.split(' ')
            node = w[1]
            lines.append(['node', w[1], w[6], w[7]])
        elif line == 'host':
            node = 'host'
        elif line.startswith('link '):
            w = line.split(' ', 6)
            names = sorted(at, key=len, reverse=True)
            ends = re.findall('|'.join(map(re.escape, names)), w[6])
            lines.append(['link', w[1]] + [at[e] for e in ends])
    return lines


def same(ours, theirs):
    return ours == theirs or (theirs.endswith('/*') and ours.rsplit('/', 1)[0] == theirs[:-2])


def main(dump, files):
    total = right = exact = templates = slow = 0
    for path in files:
        text = open(path, encoding='utf-8').read()
        if not re.search('^topology:', text, re.M):
            continue
        if '{{' in text:
            templates += 1
            continue
        total += 1
        try:
            out = subprocess.run([dump, path], capture_output=True, text=True, timeout=1).stdout
        except subprocess.TimeoutExpired:
            slow += 1
            continue
        exact += bool(re.match('lab .* containerlab exact\n', out))
        a, b = dumped(out), model(text)
        wrong = [x for x in zip(a, b) if len(x[0]) != len(x[1]) or not all(map(same, *x))]
        right += len(a) == len(b) and not wrong
        if len(a) != len(b) or wrong:
            print(path, len(a), len(b), wrong[:2])
    print(f'{total} files, {right} right, {exact} exact, {templates} templates, {slow} slow')


main(sys.argv[1], sys.argv[2:])
