#include "core/base/descriptors.h"

#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include "core/base/build.h"

void descriptors_only(int a, int b)
{
	unsigned low = (unsigned)(a < b ? a : b), high = (unsigned)(a < b ? b : a);
	if (low > 3)
		close_range(3, low - 1, 0);
	if (high > low + 1)
		close_range(low + 1, high - 1, 0);
	close_range(high + 1, UINT_MAX, 0);
}

void descriptors_silence(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int last = BUILD_SANITIZED ? STDOUT_FILENO : STDERR_FILENO;
	for (int fd = 0; fd <= last && null >= 0; fd++)
		dup2(null, fd);
	if (null > STDERR_FILENO)
		close(null);
}
