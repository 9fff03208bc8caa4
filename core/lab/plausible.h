/* Do these bytes look like an Ethernet frame? Of a datagram that may be a tunnel's, and
 * of a place in a TCP stream where a frame may begin. */
#ifndef LAB_PLAUSIBLE_H
#define LAB_PLAUSIBLE_H

#include <stdbool.h>
#include <stdint.h>

enum plausible {
	PLAUSIBLE_NO,	 /* lengths or values that no frame has */
	PLAUSIBLE_MAYBE, /* nothing speaks against it */
	PLAUSIBLE_SURE,	 /* some 50 bits agree with each other: IP, ARP, LLC, LLDP */
};

/* length: of the frame, of which `captured` bytes are here. */
enum plausible plausible_frame(const uint8_t *bytes, uint32_t captured,
			       uint32_t length);

#endif
