/* What kind of file is this? */
#include "core/store/sniff.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "core/base/attr.h"
#include "core/store/pcap.h"

/* What people try to open, and what to do about it. */
static const struct alien {
	uint8_t size, bytes[8];
	const char *what;
} aliens[] = {
	{ 2, { 0x1f, 0x8b }, "compressed with gzip: unpack it first" },
	{ 4, { 0x28, 0xb5, 0x2f, 0xfd }, "compressed with zstd: unpack it first" },
	{ 6, { 0xfd, '7', 'z', 'X', 'Z' }, "compressed with xz: unpack it first" },
	{ 4, { 0x04, 0x22, 0x4d, 0x18 }, "compressed with lz4: unpack it first" },
	{ 8, "snoop\0\0", "a snoop file: convert it with editcap first" },
};

static const char *name_alien(const uint8_t *bytes, size_t have)
{
	for (size_t i = 0; i < COUNT(aliens); i++)
		if (have >= aliens[i].size &&
		    !memcmp(bytes, aliens[i].bytes, aliens[i].size))
			return aliens[i].what;
	return "neither a pcap nor a pcapng file";
}

bool sniff_format(int fd, bool *classic, struct error *e)
{
	uint8_t bytes[8] = { 0 };
	static const uint8_t section[] = { 0x0a, 0x0d, 0x0d, 0x0a };
	ssize_t have = pread(fd, bytes, sizeof(bytes), 0);
	if (have < 0)
		return error_set(e, errno, "reading");
	if (have == 0)
		return error_set(e, 0, "is empty");
	*classic = have >= 4 && pcap_is_magic(bytes);
	if (*classic || (have >= 4 && !memcmp(bytes, section, sizeof(section))))
		return true;
	return error_set(e, 0, "%s", name_alien(bytes, (size_t)have));
}
