/* source_code_check against the kernel's own checker: whatever we let pass, the kernel
 * must take (and libpcap must run without harm); whatever we refuse and the kernel
 * takes must be a load of metadata, the one point where we are stricter on purpose. */
#include <linux/filter.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/capture/source.h"
#include "core/capture/source_kind.h"

enum { CODE_MAX = 64, FRAME_SIZE = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* On a socket that nothing is ever sent to. */
static bool kernel_takes(const struct sock_filter *code, uint32_t count)
{
	struct sock_filter copy[CODE_MAX];
	memcpy(copy, code, count * sizeof(*code));
	struct sock_fprog program = { .len = (unsigned short)count, .filter = copy };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool taken = !setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program,
				 sizeof(program));
	close(fd);
	return taken;
}

static bool has_metadata(const struct sock_filter *code, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		bool load = (BPF_CLASS(code[i].code) == BPF_LD &&
			     BPF_MODE(code[i].code) == BPF_ABS) ||
			    code[i].code == (BPF_LDX | BPF_B | BPF_MSH);
		if (load && code[i].k > INT32_MAX)
			return true;
	}
	return false;
}

/* Small operands and known opcodes, so that programs get beyond the first check; a
 * third of the instructions stays as it is. */
static void tame(struct sock_filter *code, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		if (code[i].jt % 3)
			code[i].code &= 0xff;
		if (code[i].jf % 3)
			code[i].k %= 40;
		code[i].jt %= CODE_MAX / 4;
		code[i].jf %= CODE_MAX / 4;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t frame[FRAME_SIZE] = { 0x45, 1, 2, 3, 0xff, 0xfe };
	struct sock_filter code[CODE_MAX];
	uint32_t count = (uint32_t)(size / sizeof(*code));
	if (!count || count > CODE_MAX)
		return 0;
	memcpy(code, data, count * sizeof(*code));
	tame(code, count);
	struct error e;
	bool ours = source_code_check(code, count, &e);
	if (ours != kernel_takes(code, count) && (ours || !has_metadata(code, count)))
		abort();
	if (ours) {
		uint8_t *copy = malloc(FRAME_SIZE);
		memcpy(copy, frame, FRAME_SIZE);
		const struct packet p = { .bytes = copy,
					  .captured = FRAME_SIZE,
					  .length = 9000 };
		source_pcap_run(code, &p);
		free(copy);
	}
	return 0;
}
