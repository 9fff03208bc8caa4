/* Which SSH connections are the user's own, and the filter that leaves them out. */
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/analysis/filter.h"
#include "tui/ssh_self.h"

static const char tcp4[] =
	"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt\n"
	"   0: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000\n"
	"   1: 0100000A:0016 0200000A:C350 01 00000000:00000000 02:00090000 00000000\n"
	"   2: 0100000A:0016 0300000A:C351 06 00000000:00000000 02:00090000 00000000\n"
	"   3: 0100000A:1F90 0400000A:C352 01 00000000:00000000 02:00090000 00000000\n";
static const char tcp6[] =
	"  sl  local_address                         remote_address st\n"
	"   0: B80D0120000000000000000001000000:0016 "
	"B80D0120000000000000000002000000:C353 01 00000000:00000000\n"
	"   1: 0000000000000000FFFF00000100000A:0016 "
	"0000000000000000FFFF00000500000A:C354 01 00000000:00000000\n"
	"   2: 0000000000000000FFFF0000010000:0016 "
	"0000000000000000FFFF00000500000A:C355 01 00000000:00000000\n"
	"garbage";

static const char *made(struct ancestry a, const char *four, const char *six)
{
	static char text[4096];
	struct text t = text_over(text, sizeof(text));
	ssh_self_filter_of(&a, four, six, &t);
	return text;
}

static void test_variable(void)
{
	static const struct ancestry one = { .ssh = "10.0.0.2 50000 10.0.0.1 22" };
	CHECK_STR(made(one, tcp4, tcp6),
		  "not (tcp and ((host 10.0.0.2 and host 10.0.0.1 and port 50000 and "
		  "port 22)))");
	static const struct ancestry zone = { .ssh = "fe80::1%eth0 5 fe80::2%eth0 6" };
	CHECK_STR(made(zone, "", ""),
		  "not (tcp and ((host fe80::1 and host fe80::2 and port 5 and "
		  "port 6)))");
	static const struct ancestry mapped = { .ssh = "::ffff:10.0.0.2 5 ::1 6" };
	CHECK(strstr(made(mapped, "", ""), "host 10.0.0.2 and host ::1"));
	static const char *const bad[] = {
		"",
		"a",
		"10.0.0.2 0 10.0.0.1 22",
		"10.0.0.2 5 10.0.0.1 70000",
		"10.0.0.2) 5 10.0.0.1 22",
		"host 5 or 6",
		"1.2.3 5 10.0.0.1 22",
	};
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct ancestry a = { .multiplexed = false };
		snprintf(a.ssh, sizeof(a.ssh), "%s", bad[i]);
		CHECK_STR(made(a, tcp4, tcp6), "");
	}
}

static void test_multiplexer(void)
{
	static const struct ancestry a = { .multiplexed = true };
	const char *text = made(a, tcp4, tcp6);
	CHECK_STR(text,
		  "not (tcp and ((host 10.0.0.2 and host 10.0.0.1 and port 50000 and "
		  "port 22) or (host 2001:db8::2 and host 2001:db8::1 and port 50003 "
		  "and port 22) or (host 10.0.0.5 and host 10.0.0.1 and port 50004 "
		  "and port 22)))");
	struct error e;
	struct filter *f = filter_new(text, NULL, &e);
	CHECK_AS("it compiles", f);
	filter_free(f);
	static const struct ancestry other = { .ssh = "10.0.0.9 1 10.0.0.1 8080",
					       .multiplexed = true };
	CHECK_AS("sshd may have another port",
		 strstr(made(other, tcp4, ""), "host 10.0.0.4") &&
			 !strstr(made(other, tcp4, ""), "port 22"));
	CHECK_STR(made(a, "", ""), "");
}

/* A grandchild without the variable finds it. */
static void test_ancestry(void)
{
	if (getenv("TEST_ANCESTRY")) {
		struct ancestry a = ancestry_read();
		exit(strcmp(a.ssh, "1.1.1.1 1 2.2.2.2 2") ? 1 : 0);
	}
	char self[512], command[1024];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	self[n > 0 ? n : 0] = '\0';
	snprintf(command, sizeof(command),
		 "TEST_ANCESTRY=1 SSH_CONNECTION='1.1.1.1 1 2.2.2.2 2' sh -c '"
		 "env -u SSH_CONNECTION sh -c \"%s; exit \\$?\"; exit $?'",
		 self);
	CHECK_AS("an ancestor's environment counts", system(command) == 0);
}

int main(void)
{
	test_ancestry();
	test_variable();
	test_multiplexer();
	return test_done();
}
