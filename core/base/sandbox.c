#include "core/base/sandbox.h"

#include <errno.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include "core/base/build.h"
#include "core/base/landlock.h"
#include "core/base/privilege.h"
#include "core/base/seccomp.h"

static bool hide(struct error *e)
{
	return !prctl(PR_SET_DUMPABLE, BUILD_SANITIZED ? 1 : 0, 0, 0, 0) ||
	       error_set(e, errno, "prctl PR_SET_DUMPABLE");
}

static uint32_t all_wanted(void)
{
	size_t count;
	const struct privilege *table = privilege_table(&count);
	uint32_t wanted = 0;
	for (size_t i = 0; i < count; i++)
		wanted |= table[i].bit;
	return wanted;
}

bool sandbox_engine(const struct user *u, uint32_t *missing, struct error *e)
{
	uint32_t held = privilege_held();
	*missing = all_wanted() & ~held;
	umask(077);
	return privilege_become(u, held, e) && hide(e) && seccomp_engine(e);
}

bool sandbox_front(const struct user *u, const char *const *writable, struct error *e)
{
	if (!privilege_become(u, 0, e) || !hide(e))
		return false;
	if (u->uid == 0 && !landlock_restrict(writable, e))
		return false;
	return seccomp_front(e);
}

bool sandbox_keeper(const struct user *u, struct error *e)
{
	static const char *const nowhere[] = { NULL };
	return privilege_become(u, 0, e) && hide(e) && landlock_restrict(nowhere, e) &&
	       seccomp_keeper(e);
}

bool sandbox_runner(const struct user *u, struct error *e)
{
	return privilege_become(u, 0, e) && hide(e);
}

bool sandbox_worker(struct error *e)
{
	return seccomp_worker(e);
}
