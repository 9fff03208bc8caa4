#include "tui/signals.h"

#include <errno.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "tui/verb.h"

static int take(const sigset_t *set, struct error *e)
{
	sigprocmask(SIG_BLOCK, set, NULL);
	int fd = signalfd(-1, set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (fd < 0)
		error_set(e, errno, "signalfd");
	return fd;
}

int signals_open(struct error *e)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	/* nohup(1) has it ignored: who starts us so means to log out. */
	struct sigaction hangup;
	if (sigaction(SIGHUP, NULL, &hangup) || hangup.sa_handler != SIG_IGN)
		sigaddset(&set, SIGHUP);
	signal(SIGPIPE, SIG_IGN);
	return take(&set, e);
}

int signals_asked(struct error *e)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	return take(&set, e);
}

bool signals_next(int fd)
{
	struct signalfd_siginfo info;
	return read(fd, &info, sizeof(info)) == sizeof(info);
}

/* Nothing here may allocate. */
static void on_abort(int number)
{
	static const char words[] =
		"labtap: out of memory: free some and start again; what was captured "
		"stays on the disk\n";
	/* NOLINTNEXTLINE(bugprone-signal-handler): signal-safety(7) allows it */
	if (errno == ENOMEM) {
		ssize_t ignored = write(STDERR_FILENO, words, sizeof(words) - 1);
		(void)ignored;
		_exit(EXIT_FAILED);
	}
	signal(number, SIG_DFL);
	raise(number);
}

void signals_memory(void)
{
	signal(SIGABRT, on_abort);
}
