/* Interface names in containerlab files: what the device calls a port, and which Linux
 * interface carries it, per kind of node. */
#ifndef LAB_CLAB_NAMES_H
#define LAB_CLAB_NAMES_H

struct clab_name {
	char name[128];	   /* as the device names it */
	char ifname[16];   /* in the container; "": one that is made up at start */
	char altname[128]; /* then the interface has this name as well; "": none */
};

/* given: from the file. Either side of a mapping may be written there. */
struct clab_name clab_name(const char *kind, const char *given);

#endif
