# What differs from run to run: times, rates.
s/[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}/HH:MM:SS.mmm/
s/ +\+[0-9.]+ .s /      +NNN µs /
s/^( [▾▸◆◇✗v>*.x].{16}).{27} ([│|])/\1 LAST 12 s     PPS   BIT\/S \2/
s/●  *live +[0-9]+/● live   N/
s/\* live +[0-9]+/* live   N/
s/── [0-9:]{8}  a:eth2 joined/── HH:MM:SS  a:eth2 joined/
# Which of two copies arrived first.
s/(.)      [45]  HH/\1      4  HH/
s/(.)      [45]      \+/\1      5      +/
s/(path|packet)  ?[45]  /\1  4  /
