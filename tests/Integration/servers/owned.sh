#!/usr/bin/env bash
# Runs a server for as long as somebody holds this script's standard input open.
#
#   owned.sh DIR COMMAND...
#
# What the server writes is added to DIR/server.log. When the standard input ends, because its owner closed it or
# is gone in whatever way, the server is killed and DIR, which holds its data, is removed. On SIGTERM the server is
# killed and DIR stays, so that it can be started again. When this script itself is killed, the kernel kills the
# server with it.
#
# Exit codes: 0 the owner is gone; 143 SIGTERM; else that of the server, which ended by itself.
set -euo pipefail

if (($# < 2)); then
  printf 'usage: owned.sh DIR COMMAND...\n' >&2
  exit 2
fi
readonly DIR=$1
shift

exec {OWNER}<&0 </dev/null
setpriv --pdeathsig KILL -- "$@" {OWNER}<&- >>"$DIR/server.log" 2>&1 &
readonly SERVER=$!
# Reads nothing, and ends when nobody can write any more.
cat <&"$OWNER" >/dev/null &
readonly WATCH=$!
exec {OWNER}<&-

# By job and not by process id: a job that has ended is not mistaken for a later process.
end() {
  # Bash would report each job it has killed.
  exec 2>/dev/null
  kill -KILL %1 %2 || :
  wait || :
}
trap 'end; exit 143' TERM

code=0
wait -n -p ended "$SERVER" "$WATCH" || code=$?
end
if [[ $ended == "$WATCH" ]]; then
  rm -rf "$DIR"
  exit 0
fi
exit "$code"
