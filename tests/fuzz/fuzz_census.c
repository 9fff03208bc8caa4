/* A census from an engine that went wrong: what is accepted can be read to its ends. */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/lab/census.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static size_t sum(const struct census *c, const struct census_text *t)
{
	size_t n = 0;
	for (uint32_t i = 0; i < t->size; i++)
		n += (uint8_t)census_bytes(c, t)[i];
	return n;
}

static size_t walk(const struct census *c)
{
	size_t n = 0;
	for (size_t i = 0; i < c->process_count; i++)
		n += sum(c, &c->processes[i].words) + sum(c, &c->processes[i].group) +
		     strlen(c->processes[i].name) + strlen(c->processes[i].host);
	for (size_t i = 0; i < c->tap_count; i++)
		n += c->processes[c->taps[i].process].pid + strlen(c->taps[i].ifname);
	for (size_t i = 0; i < c->answer_count; i++)
		n += sum(c, &c->answers[i].text) + strlen(c->answers[i].from);
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct census c;
	struct error e = { .code = 0 };
	int fd = memfd_create("fuzz", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (fd < 0 || write(fd, bytes, size) != (ssize_t)size ||
	    fcntl(fd, F_ADD_SEALS,
		  F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL))
		abort();
	if (census_open(&c, fd, &e)) {
		if (walk(&c) == SIZE_MAX)
			abort();
		census_close(&c);
	} else if (!e.text[0]) {
		abort();
	}
	close(fd);
	return 0;
}
