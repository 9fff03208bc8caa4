/* pcap files made by somebody hostile. */
#include "tests/fuzz/capture.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	if (size >= 4 && bytes[0] != 0x0a)
		capture_try(bytes, size);
	return 0;
}
