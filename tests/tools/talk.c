/* A TCP client and server for labs: the server echoes lines, the client sends one every
 * few seconds; both stop by themselves.
 *   talk serve PORT SECONDS
 *   talk send ADDRESS PORT INTERVAL SECONDS */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "core/base/mem.h"

static struct sockaddr_in address(const char *ip, const char *port)
{
	struct sockaddr_in sin = { .sin_family = AF_INET };
	sin.sin_port = htons((uint16_t)strtoul(port, NULL, 10));
	if (inet_pton(AF_INET, ip, &sin.sin_addr) != 1)
		exit(2);
	return sin;
}

static int fail(const char *what)
{
	perror(what);
	return 1;
}

static void echo(int client)
{
	char line[256];
	ssize_t n;
	while ((n = read(client, line, sizeof(line))) > 0)
		if (write(client, line, (size_t)n) != n)
			break;
}

static int serve(const char *port)
{
	struct sockaddr_in sin = address("0.0.0.0", port);
	autoclose int s = socket(AF_INET, SOCK_STREAM, 0);
	int on = 1;
	setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(s, (struct sockaddr *)&sin, sizeof(sin)) || listen(s, 4))
		return fail("listen");
	for (;;) {
		int client = accept(s, NULL, NULL);
		if (client < 0)
			return fail("accept");
		echo(client);
		close(client);
	}
}

/* One connection: five lines, each answered. */
static bool converse(const struct sockaddr_in *sin, unsigned interval)
{
	autoclose int s = socket(AF_INET, SOCK_STREAM, 0);
	if (connect(s, (const struct sockaddr *)sin, sizeof(*sin)))
		return false;
	for (int i = 0; i < 5; i++) {
		char line[64], answer[64];
		int n = snprintf(line, sizeof(line), "line %d of a real talk\n", i + 1);
		if (write(s, line, (size_t)n) != n ||
		    read(s, answer, sizeof(answer)) <= 0)
			return false;
		sleep(interval);
	}
	return true;
}

static void talk(const char *ip, const char *port, unsigned interval)
{
	struct sockaddr_in sin = address(ip, port);
	for (;;)
		if (!converse(&sin, interval))
			sleep(1);
}

int main(int argc, char **argv)
{
	signal(SIGPIPE, SIG_IGN);
	if (argc == 4 && !strcmp(argv[1], "serve")) {
		alarm((unsigned)strtoul(argv[3], NULL, 10));
		return serve(argv[2]);
	}
	if (argc == 6 && !strcmp(argv[1], "send")) {
		alarm((unsigned)strtoul(argv[5], NULL, 10));
		talk(argv[2], argv[3], (unsigned)strtoul(argv[4], NULL, 10));
	}
	fprintf(stderr,
		"talk serve PORT SECONDS | send ADDRESS PORT INTERVAL SECONDS\n");
	return 2;
}
