#include "tui/ssh_self.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/mem.h"

enum {
	SSH_PORT = 22,
	CONNECTIONS_MAX = 16,
	ESTABLISHED = 1, /* include/net/tcp_states.h */
	TABLE_MAX = 4 << 20,
};

struct connection {
	char there[INET6_ADDRSTRLEN], here[INET6_ADDRSTRLEN];
	unsigned there_port, here_port;
};

struct connections {
	struct connection items[CONNECTIONS_MAX];
	size_t count;
};

/* An address in numbers, without the zone of a link-local one; an IPv4 one in IPv6 is
 * IPv4 on the wire. */
static bool address_read(const char *text, char to[INET6_ADDRSTRLEN])
{
	char plain[INET6_ADDRSTRLEN];
	uint8_t bytes[16];
	size_t size = strcspn(text, "%");
	if (!strncasecmp(text, "::ffff:", 7) && strchr(text, '.')) {
		text += 7;
		size -= 7;
	}
	if (size >= sizeof(plain))
		return false;
	memcpy(plain, text, size);
	plain[size] = '\0';
	int family = strchr(plain, ':') ? AF_INET6 : AF_INET;
	return inet_pton(family, plain, bytes) == 1 &&
	       inet_ntop(family, bytes, to, INET6_ADDRSTRLEN);
}

/* ssh(1): client address, client port, server address, server port. */
static bool variable_read(const char *text, struct connection *c)
{
	char there[64], here[64];
	return sscanf(text, "%63s %u %63s %u", there, &c->there_port, here,
		      &c->here_port) == 4 &&
	       c->there_port - 1 < 65535 && c->here_port - 1 < 65535 &&
	       address_read(there, c->there) && address_read(here, c->here);
}

/* proc_pid_net(5): words of four bytes in the byte order of this machine. */
static bool table_address(const char *hex, char to[INET6_ADDRSTRLEN])
{
	char text[INET6_ADDRSTRLEN];
	uint32_t words[4];
	size_t digits = strspn(hex, "0123456789ABCDEFabcdef"), n = digits / 8;
	if (digits % 8 || (n != 1 && n != 4))
		return false;
	for (size_t i = 0; i < n; i++) {
		char word[9] = { 0 };
		memcpy(word, hex + 8 * i, 8);
		words[i] = (uint32_t)strtoul(word, NULL, 16);
	}
	return inet_ntop(n == 1 ? AF_INET : AF_INET6, words, text, sizeof(text)) &&
	       address_read(text, to);
}

static void table_line(const char *line, unsigned port, struct connections *all)
{
	char here[40], there[40];
	unsigned state;
	struct connection c;
	if (sscanf(line, " %*u: %39[^:]:%x %39[^:]:%x %x", here, &c.here_port, there,
		   &c.there_port, &state) != 5)
		return;
	if (state == ESTABLISHED && c.here_port == port &&
	    all->count < CONNECTIONS_MAX && table_address(here, c.here) &&
	    table_address(there, c.there))
		all->items[all->count++] = c;
}

static void table_read(const char *table, unsigned port, struct connections *all)
{
	for (const char *line = table; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		table_line(line, port, all);
	}
}

static void connection_put(const struct connection *c, struct text *t)
{
	text_printf(t, "(host %s and host %s and port %u and port %u)", c->there,
		    c->here, c->there_port, c->here_port);
}

void ssh_self_filter_of(const struct ancestry *a, const char *tcp4, const char *tcp6,
			struct text *t)
{
	struct connections all = { .count = 0 };
	struct connection c;
	bool known = variable_read(a->ssh, &c);
	if (a->multiplexed) {
		unsigned port = known ? c.here_port : SSH_PORT;
		table_read(tcp4, port, &all);
		table_read(tcp6, port, &all);
	} else if (known) {
		all.items[all.count++] = c;
	}
	for (size_t i = 0; i < all.count; i++) {
		text_str(t, i ? " or " : "not (tcp and (");
		connection_put(&all.items[i], t);
	}
	if (all.count)
		text_str(t, "))");
}

static char *table_load(const char *path)
{
	char *table = mem_new(TABLE_MAX);
	autoclose int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t done = 0;
	ssize_t n = 1;
	while (fd >= 0 && n > 0 && done < TABLE_MAX - 1) {
		n = read(fd, table + done, TABLE_MAX - 1 - done);
		done += n > 0 ? (size_t)n : 0;
	}
	return table;
}

void ssh_self_filter(const struct ancestry *a, struct text *t)
{
	if (!a->multiplexed) {
		ssh_self_filter_of(a, "", "", t);
		return;
	}
	autofree char *tcp4 = table_load("/proc/self/net/tcp");
	autofree char *tcp6 = table_load("/proc/self/net/tcp6");
	ssh_self_filter_of(a, tcp4, tcp6, t);
}

const char *ssh_self_words(const struct ancestry *a)
{
	return a && a->multiplexed ? "the SSH connections of this host"
				   : "your own SSH";
}
