/* The sentences: a word, then {key=value} groups, of which a value ends at the first }
 * that another group or the end of the line follows. */
#include <stdio.h>
#include <string.h>

#include "core/base/build.h"
#include "core/base/text.h"
#include "tui/extcap.h"
#include "tui/shell_text.h"

enum { ENDPOINT_ARG = 0, NAME_MAX = 200 };

void extcap_put_interfaces(void)
{
	puts("extcap {version=" VERSION "}{display=labtap}");
	puts("interface {value=labtap}{display=Virtual lab}");
}

/* The file says which of its interfaces is what; nearly all are Ethernet. */
void extcap_put_dlts(void)
{
	puts("dlt {number=1}{name=EN10MB}{display=Ethernet}");
}

static const char *const lab_args[] = {
	"{call=--endpoint}{display=Endpoint}{type=selector}{reload=true}"
	"{placeholder=Load the endpoints}{group=Lab}",
	"{call=--endpoints}{display=Endpoints by name}{type=string}{group=Lab}"
	"{tooltip=More of them, as labtap capture takes them, blanks between: "
	"r1:eth1 link:r1-r2 bridge:X_1}",
	"{call=--direction}{display=Direction}{type=selector}{group=Lab}",
	"{call=--lab}{display=Lab}{type=string}{group=Lab}"
	"{tooltip=Name, number, file or folder; empty: the one that runs}",
	"{call=--snaplen}{display=Snap length}{type=unsigned}"
	"{range=64,262144}{default=262144}{group=Lab}",
	"{call=--no-promiscuous}{display=Leave the interfaces' mode alone}"
	"{type=boolflag}{default=false}{group=Lab}",
	"{call=--keep-outer}{display=Of tunnels the packets, not the frames inside}"
	"{type=boolflag}{default=false}{group=Lab}",
	"{call=--no-sudo}{display=Without sudo}{type=boolflag}{default=false}"
	"{group=Lab}{tooltip=Where labtap has its capabilities, or you are root}",
};

static const char *const server_args[] = {
	"{call=--remote-host}{display=Lab server}{type=string}{group=Server}"
	"{tooltip=Empty: this machine. Else ssh must need no password there}",
	"{call=--remote-username}{display=User there}{type=string}{group=Server}",
	"{call=--remote-port}{display=SSH port}{type=unsigned}{range=1,65535}"
	"{default=22}{group=Server}",
	"{call=--sshkey}{display=Key file}{type=fileselect}{mustexist=true}"
	"{group=Server}",
	"{call=--remote-command}{display=labtap there}{type=string}"
	"{default=labtap}{group=Server}",
};

void extcap_put_config(bool remote)
{
	size_t number = 0;
	for (size_t i = 0; i < COUNT(lab_args); i++)
		printf("arg {number=%zu}%s\n", number++, lab_args[i]);
	for (size_t i = 0; remote && i < COUNT(server_args); i++)
		printf("arg {number=%zu}%s\n", number++, server_args[i]);
	puts("value {arg=2}{value=inout}{display=Both}{default=true}\n"
	     "value {arg=2}{value=in}{display=Received}\n"
	     "value {arg=2}{value=out}{display=Sent}");
}

/* Every word is quoted for the other side's shell; exec, so that ssh gets the signals.
 */
void extcap_put_wrapper(const char *host)
{
	char quoted[1024];
	struct text t = text_over(quoted, sizeof(quoted));
	shell_word(&t, host);
	printf("#!/bin/sh\n"
	       "# labtap of a lab server as an interface of Wireshark here.\n"
	       "host=%s\n"
	       "words= fifo= before=\n"
	       "for word; do\n"
	       "\tif [ \"$before\" = --fifo ]; then fifo=$word; word=-; fi\n"
	       "\tbefore=$word\n"
	       "\twords=\"$words '$(printf %%s \"$word\" | sed "
	       "\"s/'/'\\\\\\\\''/g\")'\"\n"
	       "done\n"
	       "there() { exec ssh -o BatchMode=yes -o ConnectTimeout=10 -- \"$host\" "
	       "\"labtap extcap$words\" </dev/null; }\n"
	       "case \" $* \" in\n"
	       "*' --extcap-interfaces '*) cat <<'END'\n",
	       quoted);
	extcap_put_interfaces();
	puts("END\n\t;;\n"
	     "*' --extcap-dlts '*) cat <<'END'");
	extcap_put_dlts();
	puts("END\n\t;;\n"
	     "*' --extcap-reload-option '*) there ;;\n"
	     "*' --extcap-config '*) cat <<'END'");
	extcap_put_config(false);
	puts("END\n\t;;\n"
	     "*' --capture '*) there >\"$fifo\" ;;\n"
	     "esac");
}

void extcap_put_value(const char *name)
{
	char shown[NAME_MAX];
	struct text t = text_over(shown, sizeof(shown));
	text_escape(&t, name, strlen(name));
	/* An escaped one would name nothing. */
	if (*name && !t.cut && !strcmp(shown, name) && !strpbrk(name, "{} "))
		printf("value {arg=%d}{value=%s}{display=%s}\n", ENDPOINT_ARG, name,
		       name);
}
