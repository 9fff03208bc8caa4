# What differs from run to run.
s/since [0-9]{2}:[0-9]{2}:[0-9]{2}/since HH:MM:SS/
s/index [0-9]+/index N/
s/first process .*\(1\) {2,}/first process P (1)            /
s/[0-9]+ packets, [0-9]+ bytes, 0 dropped +/N packets, N bytes, 0 dropped   /
