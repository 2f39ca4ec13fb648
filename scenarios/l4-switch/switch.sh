#!/bin/sh
# The switch: a network namespace of its own, joined to the one of the clients by a pair of virtual interfaces, with an address that
# clients know and two servers behind it that they do not.
#
#   clients 198.18.0.1 ── 198.18.0.2 switch ─┬─ 192.0.2.1 server
#                                            └─ 192.0.2.2 server
#
#   switch.sh open RUN PORT    makes it, starts the first server, and stays until TERM; the namespace goes with its last process
#   switch.sh start RUN PORT   executes the next server, on the address of the two that is free
#   switch.sh flip RUN PORT    sends new connections to the server that was started last; established ones stay where they are
#   switch.sh forget RUN       takes out of the table of connections those of the server before
#   switch.sh forget-all RUN   empties the table
#
# 198.18.0.0/15 is for tests of network devices (RFC 2544), 192.0.2.0/24 for documentation (RFC 5737): these addresses are unused.
set -eu
run=$2
here=$(dirname "$0")

within() {
  nsenter --net="/proc/$(cat "$run/switch.pid")/ns/net" "$@"
}

open() {
  if ! unshare --net true; then
    echo "A switch needs the right to make network namespaces. As root it is there; others may have it in a namespace of their own:" >&2
    echo "unshare --map-root-user --net sh -c 'ip link set lo up; npx hitless run SCENARIO'" >&2
    exit 1
  fi
  unshare --net sleep infinity &
  switch=$!
  while [ "$(readlink "/proc/$switch/ns/net")" = "$(readlink /proc/self/ns/net)" ]; do sleep 0.01; done
  echo "$switch" >"$run/switch.pid"
  # Connections that are no longer answered keep a namespace alive for minutes, but not the way to it.
  trap 'ip link delete hitless0; kill "$switch"; exit 0' TERM

  if ! ip link add hitless0 type veth peer name clients netns "$switch"; then
    echo "Expected no switch here yet. Where none is in use, one was left by a run that was killed: ip link delete hitless0" >&2
    kill "$switch"
    exit 1
  fi
  ip address add 198.18.0.1/30 dev hitless0
  ip link set hitless0 up
  within ip link set lo up
  within ip address add 192.0.2.1/32 dev lo
  within ip address add 192.0.2.2/32 dev lo
  within ip address add 198.18.0.2/30 dev clients
  within ip link set clients up
  "$0" start "$run" "$1" &
  until [ -s "$run/address" ]; do sleep 0.01; done
  "$0" flip "$run" "$1"
  wait "$switch"
}

start() {
  address=192.0.2.1
  if [ -e "$run/address" ]; then
    cp "$run/address" "$run/address.before"
    [ "$(cat "$run/address")" = 192.0.2.2 ] || address=192.0.2.2
  fi
  echo "$address" >"$run/address"
  echo $$ >"$run/server.pid"
  exec nsenter --net="/proc/$(cat "$run/switch.pid")/ns/net" node "$here/server.mjs" "$address" "$1"
}

# One transaction: there is no moment without a rule.
flip() {
  within nft -f - <<RULES
table ip switch { chain forward { type nat hook prerouting priority dstnat; }; }
flush chain ip switch forward
add rule ip switch forward ip daddr 198.18.0.2 tcp dport $1 dnat to $(cat "$run/address")
RULES
}

# conntrack fails where it finds nothing to delete.
forget() {
  within conntrack -D -p tcp --reply-src "$(cat "$run/address.before")" >/dev/null 2>&1 || true
}

forget_all() {
  within conntrack -F
}

case $1 in
  open | start | flip) "$1" "$3" ;;
  forget) forget ;;
  forget-all) forget_all ;;
esac
