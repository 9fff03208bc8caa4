/* libvirt's functions, found when they are first called: libvirt brings some fifty
 * libraries, which no process but the helper's workers should carry, and which a host
 * without libvirt does not have. */
#include <dlfcn.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <stdbool.h>
#include <string.h>

static const char library[] = "libvirt.so.0";

/* Puts the address of a function into *call (dlopen(3): a pointer to a function is no
 * void *). False: libvirt is not there, or is another one. */
static bool find(void *call, const char *name)
{
	void *lib = dlopen(library, RTLD_NOW | RTLD_LOCAL);
	void *found = lib ? dlsym(lib, name) : NULL;
	memcpy(call, &found, sizeof(found));
	return found != NULL;
}

int virConnectClose(virConnectPtr conn)
{
	__typeof__(virConnectClose) *call;
	return find(&call, "virConnectClose") ? call(conn) : -1;
}

int virConnectDomainEventRegisterAny(virConnectPtr conn, virDomainPtr dom, int eventID,
				     virConnectDomainEventGenericCallback cb,
				     void *opaque, virFreeCallback freecb)
{
	__typeof__(virConnectDomainEventRegisterAny) *call;
	return find(&call, "virConnectDomainEventRegisterAny")
		       ? call(conn, dom, eventID, cb, opaque, freecb)
		       : -1;
}

int virConnectListAllDomains(virConnectPtr conn, virDomainPtr **domains,
			     unsigned int flags)
{
	__typeof__(virConnectListAllDomains) *call;
	return find(&call, "virConnectListAllDomains") ? call(conn, domains, flags)
						       : -1;
}

int virConnectListAllNetworks(virConnectPtr conn, virNetworkPtr **nets,
			      unsigned int flags)
{
	__typeof__(virConnectListAllNetworks) *call;
	return find(&call, "virConnectListAllNetworks") ? call(conn, nets, flags) : -1;
}

int virConnectNetworkEventRegisterAny(virConnectPtr conn, virNetworkPtr net,
				      int eventID,
				      virConnectNetworkEventGenericCallback cb,
				      void *opaque, virFreeCallback freecb)
{
	__typeof__(virConnectNetworkEventRegisterAny) *call;
	return find(&call, "virConnectNetworkEventRegisterAny")
		       ? call(conn, net, eventID, cb, opaque, freecb)
		       : -1;
}

virConnectPtr virConnectOpenReadOnly(const char *name)
{
	__typeof__(virConnectOpenReadOnly) *call;
	return find(&call, "virConnectOpenReadOnly") ? call(name) : NULL;
}

int virConnectRegisterCloseCallback(virConnectPtr conn, virConnectCloseFunc cb,
				    void *opaque, virFreeCallback freecb)
{
	__typeof__(virConnectRegisterCloseCallback) *call;
	return find(&call, "virConnectRegisterCloseCallback")
		       ? call(conn, cb, opaque, freecb)
		       : -1;
}

int virConnectSetKeepAlive(virConnectPtr conn, int interval, unsigned int count)
{
	__typeof__(virConnectSetKeepAlive) *call;
	return find(&call, "virConnectSetKeepAlive") ? call(conn, interval, count) : -1;
}

int virDomainFree(virDomainPtr domain)
{
	__typeof__(virDomainFree) *call;
	return find(&call, "virDomainFree") ? call(domain) : -1;
}

int virDomainGetState(virDomainPtr domain, int *state, int *reason, unsigned int flags)
{
	__typeof__(virDomainGetState) *call;
	return find(&call, "virDomainGetState") ? call(domain, state, reason, flags)
						: -1;
}

int virDomainGetUUIDString(virDomainPtr domain, char *buf)
{
	__typeof__(virDomainGetUUIDString) *call;
	return find(&call, "virDomainGetUUIDString") ? call(domain, buf) : -1;
}

char *virDomainGetXMLDesc(virDomainPtr domain, unsigned int flags)
{
	__typeof__(virDomainGetXMLDesc) *call;
	return find(&call, "virDomainGetXMLDesc") ? call(domain, flags) : NULL;
}

int virEventAddHandle(int fd, int events, virEventHandleCallback cb, void *opaque,
		      virFreeCallback ff)
{
	__typeof__(virEventAddHandle) *call;
	return find(&call, "virEventAddHandle") ? call(fd, events, cb, opaque, ff) : -1;
}

int virEventAddTimeout(int frequency, virEventTimeoutCallback cb, void *opaque,
		       virFreeCallback ff)
{
	__typeof__(virEventAddTimeout) *call;
	return find(&call, "virEventAddTimeout") ? call(frequency, cb, opaque, ff) : -1;
}

int virEventRegisterDefaultImpl(void)
{
	__typeof__(virEventRegisterDefaultImpl) *call;
	return find(&call, "virEventRegisterDefaultImpl") ? call() : -1;
}

int virEventRunDefaultImpl(void)
{
	__typeof__(virEventRunDefaultImpl) *call;
	return find(&call, "virEventRunDefaultImpl") ? call() : -1;
}

void virEventUpdateTimeout(int timer, int frequency)
{
	__typeof__(virEventUpdateTimeout) *call;
	if (find(&call, "virEventUpdateTimeout"))
		call(timer, frequency);
}

const char *virGetLastErrorMessage(void)
{
	__typeof__(virGetLastErrorMessage) *call;
	return find(&call, "virGetLastErrorMessage") ? call()
						     : "libvirt cannot be loaded";
}

int virInitialize(void)
{
	__typeof__(virInitialize) *call;
	return find(&call, "virInitialize") ? call() : -1;
}

int virNetworkFree(virNetworkPtr network)
{
	__typeof__(virNetworkFree) *call;
	return find(&call, "virNetworkFree") ? call(network) : -1;
}

char *virNetworkGetXMLDesc(virNetworkPtr network, unsigned int flags)
{
	__typeof__(virNetworkGetXMLDesc) *call;
	return find(&call, "virNetworkGetXMLDesc") ? call(network, flags) : NULL;
}

int virNetworkIsActive(virNetworkPtr net)
{
	__typeof__(virNetworkIsActive) *call;
	return find(&call, "virNetworkIsActive") ? call(net) : -1;
}

void virSetErrorFunc(void *userData, virErrorFunc handler)
{
	__typeof__(virSetErrorFunc) *call;
	if (find(&call, "virSetErrorFunc"))
		call(userData, handler);
}
