#include "tui/term.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include "core/base/mem.h"
#include "tui/width.h"

enum { ESCAPE_MS = 50 };

static const char paste_on[] = "\033[?2004h";
static const char paste_off[] = "\033[?2004l";
static const char mouse_on[] = "\033[?1000h\033[?1006h";
static const char mouse_off[] = "\033[?1006l\033[?1000l";
static const char forbidden[] =
	"labtap: stopped: a system call it must not use (please report this)\n";

static const int fatal_signals[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGSYS };

/* What a dying process needs to leave the terminal sane. It can be reached from a
 * signal handler only through static memory. */
static struct rescue {
	volatile sig_atomic_t armed;
	bool at_exit;
	struct termios before;
	struct sigaction old[COUNT(fatal_signals)];
	char leave[128]; /* end of the alternate screen, cursor and colours back */
	size_t leave_size;
} rescue;

struct term {
	SCREEN *screen;
	struct loop *loop;
	keys_fn *fn;
	void *owner;
	struct keys keys;
	int signal_fd, timer_fd;
	sigset_t old_mask;
	enum palette palette;
	enum theme theme;
	bool mouse;
	char title[128]; /* what the window is called now */
};

static void rescue_terminal(void)
{
	if (!rescue.armed)
		return;
	rescue.armed = 0;
	ssize_t ignored = write(STDOUT_FILENO, rescue.leave, rescue.leave_size);
	(void)ignored;
	tcsetattr(STDIN_FILENO, TCSANOW, &rescue.before);
}

/* Restores, then lets the signal do what it would have done without us. */
static void rescue_signal(int number)
{
	int why = errno;
	rescue_terminal();
	if (number == SIGSYS) {
		ssize_t ignored =
			write(STDERR_FILENO, forbidden, sizeof(forbidden) - 1);
		(void)ignored;
	}
	for (size_t i = 0; i < COUNT(fatal_signals); i++)
		if (fatal_signals[i] == number)
			sigaction(number, &rescue.old[i], NULL);
	errno = why; /* ENOMEM has a handler of its own (signals.h) */
	raise(number);
}

static void rescue_add(struct text *t, const char *capability)
{
	const char *s = tigetstr(capability);
	/* -1 as a pointer: terminfo has it, but it is no string. */
	if (s && (intptr_t)s != -1)
		text_str(t, s);
}

static void rescue_arm(void)
{
	struct text t = text_over(rescue.leave, sizeof(rescue.leave));
	text_str(&t, paste_off);
	text_str(&t, mouse_off);
	rescue_add(&t, "sgr0");
	rescue_add(&t, "cnorm");
	rescue_add(&t, "rmcup");
	rescue.leave_size = text_length(&t);
	struct sigaction action = { .sa_handler = rescue_signal,
				    .sa_flags = SA_NODEFER };
	for (size_t i = 0; i < COUNT(fatal_signals); i++)
		sigaction(fatal_signals[i], &action, &rescue.old[i]);
	/* A library may call exit(3): libpcap's lexer does when it has no memory. */
	if (!rescue.at_exit)
		rescue.at_exit = !atexit(rescue_terminal);
	rescue.armed = 1;
}

static void rescue_disarm(void)
{
	if (!rescue.armed)
		return;
	rescue.armed = 0;
	for (size_t i = 0; i < COUNT(fatal_signals); i++)
		sigaction(fatal_signals[i], &rescue.old[i], NULL);
}

static void term_write(const char *s, size_t n)
{
	ssize_t ignored = write(STDOUT_FILENO, s, n);
	(void)ignored;
}

/* Kinds without clipboard, title and mouse would show the sequences, or ignore them for
 * certain. */
static bool is_rich(void)
{
	static const char *const without[] = { "linux", "vt100", "vt102", "vt220",
					       "dumb",	"ansi",	 "cons25" };
	const char *name = getenv("TERM");
	for (size_t i = 0; name && i < COUNT(without); i++)
		if (!strcmp(name, without[i]))
			return false;
	return name;
}

void term_mouse_set(struct term *t, bool on)
{
	if (t->mouse == on || !is_rich())
		return;
	t->mouse = on;
	term_write(on ? mouse_on : mouse_off,
		   on ? sizeof(mouse_on) - 1 : sizeof(mouse_off) - 1);
}

/* The name that was there before is put back (xterm's stack of titles). */
static void title_put(struct term *t, const char *title)
{
	char out[200];
	struct text o = text_over(out, sizeof(out));
	if (!t->title[0])
		text_str(&o, "\033[22;2t");
	if (*title)
		text_printf(&o, "\033]2;%s\a", title);
	else
		text_str(&o, "\033[23;2t");
	term_write(out, text_length(&o));
}

void term_title(struct term *t, const char *title)
{
	struct text words;
	if (!is_rich() || !strcmp(title, t->title))
		return;
	title_put(t, title);
	words = text_over(t->title, sizeof(t->title));
	text_str(&words, title);
}

static void term_leave(struct term *t)
{
	term_write(paste_off, sizeof(paste_off) - 1);
	term_mouse_set(t, false);
	term_title(t, "");
}

static void term_fit(void)
{
	struct winsize size;
	if (!ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_row && size.ws_col)
		resizeterm(size.ws_row, size.ws_col);
}

static void term_read(void *owner, uint32_t events)
{
	struct term *t = owner;
	uint8_t bytes[256];
	(void)events;
	ssize_t n = read(STDIN_FILENO, bytes, sizeof(bytes));
	if (n < 0 && errno == EINTR)
		return;
	if (n <= 0) {
		loop_remove(t->loop, STDIN_FILENO);
		t->fn(t->owner, KEY_HANGUP);
		return;
	}
	keys_feed(&t->keys, bytes, (size_t)n, t->fn, t->owner);
	loop_timer_set(t->timer_fd, keys_waiting(&t->keys) ? ESCAPE_MS : 0, 0);
}

static void term_timeout(void *owner, uint32_t events)
{
	struct term *t = owner;
	(void)events;
	loop_drain(t->timer_fd);
	keys_flush(&t->keys, t->fn, t->owner);
}

static int key_of_signal(uint32_t number)
{
	switch (number) {
	case SIGWINCH:
		term_fit();
		return KEY_RESIZED;
	case SIGINT:
		return 'c' & 0x1f;
	case SIGTSTP:
		return 'z' & 0x1f;
	default:
		return KEY_HANGUP;
	}
}

static void term_signal(void *owner, uint32_t events)
{
	struct term *t = owner;
	struct signalfd_siginfo info;
	(void)events;
	if (read(t->signal_fd, &info, sizeof(info)) == (ssize_t)sizeof(info))
		t->fn(t->owner, key_of_signal(info.ssi_signo));
}

/* Signals come as events of the loop, so that no handler interrupts anything. */
static bool term_watch(struct term *t, struct error *e)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGWINCH);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTSTP);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, &t->old_mask);
	t->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (t->signal_fd < 0)
		return error_set(e, errno, "signalfd");
	t->timer_fd = loop_timer_open(e);
	return t->timer_fd >= 0 &&
	       loop_add(t->loop, t->timer_fd, EPOLLIN, term_timeout, t, e) &&
	       loop_add(t->loop, t->signal_fd, EPOLLIN, term_signal, t, e) &&
	       loop_add(t->loop, STDIN_FILENO, EPOLLIN, term_read, t, e);
}

static enum palette term_palette(void)
{
	const char *no_color = getenv("NO_COLOR");
	if ((no_color && *no_color) || !has_colors() || COLORS < 8)
		return PALETTE_MONO;
	return COLORS < 256 ? PALETTE_8 : PALETTE_256;
}

static void term_colours(struct term *t)
{
	start_color();
	use_default_colors();
	t->palette = term_palette();
	if (t->palette == PALETTE_MONO)
		return;
	for (int role = 0; role < ROLE_COUNT; role++)
		init_pair((short)(role + 1),
			  theme_style(t->theme, t->palette, (enum role)role).color, -1);
}

static void term_modes(struct term *t)
{
	raw();
	noecho();
	nonl();
	/* Keys are read by us; curses must not look for them while it draws. */
	typeahead(-1);
	leaveok(stdscr, FALSE);
	scrollok(stdscr, FALSE);
	idlok(stdscr, TRUE);
	term_colours(t);
	/* curses installs a handler of its own, which would draw over our screen. */
	signal(SIGTSTP, SIG_DFL);
	term_write(paste_on, sizeof(paste_on) - 1);
}

static bool term_check(struct error *e)
{
	const char *name = getenv("TERM");
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return error_set(e, 0,
				 "the browser needs a terminal; see labtap --help for "
				 "list, capture and read");
	if (!name || !*name)
		return error_set(e, 0, "TERM is not set: try TERM=vt100");
	if (tcgetattr(STDIN_FILENO, &rescue.before))
		return error_set(e, errno, "terminal");
	return true;
}

/* NULL: there is no such terminal, or it only writes line below line (TERM=dumb). */
static SCREEN *screen_start(struct error *e)
{
	const char *name = getenv("TERM");
	SCREEN *screen = newterm(NULL, stdout, stdin);
	if (!screen) {
		error_set(e, 0, "terminal type \"%s\" is not known: try TERM=vt100",
			  name);
		return NULL;
	}
	const char *move = tigetstr("cup");
	if (move && move != (const char *)-1)
		return screen;
	endwin();
	delscreen(screen);
	error_set(e, 0,
		  "terminal type \"%s\" cannot move its cursor: try TERM=vt100, or "
		  "labtap list, capture and read",
		  name);
	return NULL;
}

struct term *term_start(struct loop *loop, keys_fn *fn, void *owner, struct error *e)
{
	if (!term_check(e))
		return NULL;
	struct term *t = mem_new(sizeof(*t));
	*t = (struct term){ .loop = loop, .fn = fn, .owner = owner };
	t->signal_fd = t->timer_fd = -1;
	t->screen = screen_start(e);
	if (!t->screen) {
		free(t);
		return NULL;
	}
	rescue_arm();
	term_modes(t);
	if (!term_watch(t, e)) {
		term_stop(t);
		return NULL;
	}
	return t;
}

void term_stop(struct term *t)
{
	if (!t)
		return;
	term_leave(t);
	endwin();
	delscreen(t->screen);
	tcsetattr(STDIN_FILENO, TCSADRAIN, &rescue.before);
	rescue_disarm();
	loop_remove(t->loop, STDIN_FILENO);
	loop_remove(t->loop, t->timer_fd);
	loop_remove(t->loop, t->signal_fd);
	close(t->timer_fd);
	close(t->signal_fd);
	sigprocmask(SIG_SETMASK, &t->old_mask, NULL);
	free(t);
}

void term_size(const struct term *t, int *rows, int *columns)
{
	(void)t;
	*rows = LINES;
	*columns = COLS;
}

static attr_t style_attributes(const struct style *style)
{
	return (style->bold ? A_BOLD : 0) | (style->dim ? A_DIM : 0) |
	       (style->underline ? A_UNDERLINE : 0);
}

static void cell_put(const struct term *t, int row, int column, const struct cell *cell)
{
	struct style style = theme_style(t->theme, t->palette, (enum role)cell->role);
	attr_t attributes = style_attributes(&style);
	short pair = (short)(style.color >= 0 ? cell->role + 1 : 0);
	if (cell->cursor) {
		/* One quiet bar: colours of their own would make it a patchwork. */
		attributes = (attributes & ~A_DIM) | A_REVERSE;
		pair = 0;
	}
	wchar_t text[2] = { (wchar_t)cell->code, 0 };
	/* Where curses counts columns in another way, nothing may shift. */
	if (cell->code >= 0x300 && wcwidth(text[0]) != width_of(cell->code))
		text[0] = L'?';
	cchar_t complex;
	setcchar(&complex, text, attributes, pair, NULL);
	mvadd_wch(row, column, &complex);
}

void term_draw(struct term *t, const struct canvas *c)
{
	for (int row = 0; row < c->rows && row < LINES; row++)
		for (int column = 0; column < c->columns && column < COLS; column++) {
			size_t at = (size_t)row * (size_t)c->columns + (size_t)column;
			if (c->cells[at].code)
				cell_put(t, row, column, &c->cells[at]);
		}
	curs_set(c->caret_row >= 0);
	if (c->caret_row >= 0)
		move(c->caret_row, c->caret_column);
	refresh();
}

void term_redraw(struct term *t)
{
	(void)t;
	clearok(curscr, TRUE);
}

static void put_base64(struct text *t, const char *bytes, size_t n)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuv"
				     "wxyz0123456789+/";
	for (size_t i = 0; i < n; i += 3) {
		uint32_t three = (uint32_t)(unsigned char)bytes[i] << 16;
		three |= i + 1 < n ? (uint32_t)(unsigned char)bytes[i + 1] << 8 : 0;
		three |= i + 2 < n ? (uint32_t)(unsigned char)bytes[i + 2] : 0;
		for (size_t k = 0; k < 4; k++)
			text_char(t,
				  i + k > n ? '=' : digits[three >> (18 - 6 * k) & 63]);
	}
}

bool term_copy(struct term *t UNUSED, const char *text)
{
	size_t size = strlen(text), room = size / 3 * 4 + 32;
	if (!is_rich())
		return false;
	autofree char *sequence = mem_new(room);
	struct text out = text_over(sequence, room);
	text_str(&out, "\033]52;c;");
	put_base64(&out, text, size);
	text_char(&out, '\a');
	term_write(sequence, text_length(&out));
	return true;
}

void term_suspend(struct term *t)
{
	sigset_t stop;
	sigemptyset(&stop);
	sigaddset(&stop, SIGTSTP);
	bool mouse = t->mouse;
	term_leave(t);
	endwin();
	tcsetattr(STDIN_FILENO, TCSADRAIN, &rescue.before);
	kill(0, SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &stop, NULL);
	/* Here the process stands still until it is continued. */
	sigprocmask(SIG_BLOCK, &stop, NULL);
	reset_prog_mode();
	term_write(paste_on, sizeof(paste_on) - 1);
	term_mouse_set(t, mouse);
	term_fit();
	term_redraw(t);
	t->fn(t->owner, KEY_RESIZED);
}

void term_bell(struct term *t UNUSED)
{
	beep();
}

const struct mouse *term_mouse(const struct term *t)
{
	return &t->keys.mouse;
}

void term_theme(struct term *t, enum theme theme)
{
	t->theme = theme;
	term_colours(t);
	term_redraw(t);
}

const char *term_paste(const struct term *t)
{
	return t->keys.paste;
}

bool term_has_utf8(void)
{
	return !strcmp(nl_langinfo(CODESET), "UTF-8");
}
