/* Mailboxes under load from several threads: nothing lost, nothing torn, nothing twice.
 * Meant for the thread sanitizer as well. */
#include "core/base/mailbox.h"

#include <limits.h>
#include <pthread.h>
#include <stdint.h>

#include "core/base/mem.h"
#include "tests/test.h"

enum { SENDERS = 3, TAKERS = 3, EACH = 20000 };

/* The sum ties the halves together: a torn message does not add up. */
struct message {
	uint64_t *number; /* on the heap: ownership travels */
	uint64_t check;
};

static struct mailbox box;

static void *sender(void *owner)
{
	uint64_t first = (uint64_t)(uintptr_t)owner * EACH;
	for (uint64_t i = 1; i <= EACH; i++) {
		struct message m = { .number = mem_new(sizeof(*m.number)) };
		*m.number = first + i;
		m.check = ~(first + i);
		mailbox_send(&box, &m);
	}
	return NULL;
}

static void *taker(void *owner)
{
	uint64_t *sum = owner;
	struct message m;
	while (mailbox_take(&box, &m) && m.number) {
		*sum += *m.number == ~m.check ? *m.number : 0;
		free(m.number);
	}
	return NULL;
}

static void test_threads(void)
{
	pthread_t senders[SENDERS], takers[TAKERS];
	uint64_t sums[TAKERS] = { 0 }, sum = 0;
	struct error e;
	CHECK(mailbox_open(&box, sizeof(struct message),
			   MAILBOX_TAKER_WAITS | MAILBOX_SENDER_WAITS, &e));
	for (uintptr_t i = 0; i < TAKERS; i++)
		pthread_create(&takers[i], NULL, taker, &sums[i]);
	for (uintptr_t i = 0; i < SENDERS; i++)
		pthread_create(&senders[i], NULL, sender, (void *)i);
	for (int i = 0; i < SENDERS; i++)
		pthread_join(senders[i], NULL);
	const struct message end = { .number = NULL };
	for (int i = 0; i < TAKERS; i++)
		mailbox_send(&box, &end);
	for (int i = 0; i < TAKERS; i++) {
		pthread_join(takers[i], NULL);
		sum += sums[i];
	}
	const uint64_t count = (uint64_t)SENDERS * EACH;
	CHECK(sum == count * (count + 1) / 2);
	mailbox_close(&box);
}

static void test_limits(void)
{
	struct error e;
	uint64_t message = 7, taken = 0;
	CHECK(!mailbox_open(&box, PIPE_BUF + 1, 0, &e));
	CHECK(mailbox_open(&box, sizeof(message), 0, &e));
	CHECK(!mailbox_take(&box, &taken));
	/* A sender that does not wait is told when there is no room. */
	size_t sent = 0;
	while (sent < 1 << 20 && mailbox_send(&box, &message))
		sent++;
	CHECK(sent >= 4096 && sent < 1 << 20);
	CHECK(mailbox_take(&box, &taken) && taken == 7);
	while (sent > 0 && mailbox_take(&box, &taken))
		sent--;
	CHECK(sent == 1);
	mailbox_close(&box);
	CHECK(!mailbox_send(&box, &message));
}

int main(void)
{
	test_threads();
	test_limits();
	return test_done();
}
