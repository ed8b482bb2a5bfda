#!/usr/bin/env bash
# One Kubernetes control plane with hollow nodes on free loopback ports, thrown away after the tests.
#
#   control-plane.sh start DIR [--nodes N[:ARCH],...] [--no-controllers] [--owner PID]
#   control-plane.sh stop DIR
#   control-plane.sh kill-apiserver DIR      SIGKILL, as a crash would
#   control-plane.sh start-apiserver DIR     on the same port, with the same data
#
#   --nodes           how many hollow nodes of which architecture, such as 2 or 1:amd64,1:arm64 (default 2:amd64);
#                     they run no containers, but their pods become Running and Ready. 0 is none.
#   --no-controllers  etcd and the API server alone: no controllers, no scheduler, no nodes
#   --owner           the process to work for (default: the one that called this script; 0: nobody).
#                     When it is gone, in whatever way, everything stops and DIR is removed.
#
# DIR must not exist, or be empty. It then holds
#   env                  KEY=VALUE lines: addresses, ports, process ids, and where the files below lie
#   admin.kubeconfig     context mesh-test: a client certificate of system:masters
#   nobody.kubeconfig    context mesh-nobody: the client certificate of a user without any right
#   token.txt            the bearer token of token-user, who is in system:masters as well
#   ca.crt               the authority that signed the server's and the clients' certificates
#   audit.log            every request from the first on, as JSON lines
#   logs/                what the servers wrote
#   pids/NAME            process id and start time, so that a later process with the same id is never killed
#
# How nothing is left behind. Before the first server starts, a supervisor in a session of its own begins to
# watch the owner. Each server writes its own pids/NAME before it becomes that server, and does not start when
# it cannot. The one who cleans up ends all that are written there, renames DIR, so that no further one can
# write, and ends those that slipped in before. When somebody just removes DIR, the supervisor ends what it
# has seen there. Servers are killed, not asked: their data goes with them.
#
# Exit codes: 0 done; 3 it cannot be had on this machine («unavailable: WHY» on the standard output);
# 2 wrong arguments; 1 it did not start, and the reason is on the standard error.
set -euo pipefail

readonly CACHE="${MESH_TEST_CACHE:-${XDG_CACHE_HOME:-${HOME:?HOME is not set}/.cache}/cake-frosting-mesh}"
SELF=$(realpath -- "${BASH_SOURCE[0]}")
readonly SELF
readonly MARKER=mesh-test-control-plane

# With a busy machine in mind: a boot takes a few seconds, a node two more.
readonly API_SECONDS=60 NODES_SECONDS=120

say() { printf 'control-plane: %s\n' "$*" >&2; }

fail() {
  say "$*"
  exit 1
}

# ---- processes -------------------------------------------------------------------------------------------

# Sets STARTED to the start time of a process, or fails when there is none (a dead one that nobody has waited
# for counts as none, once the last of its threads is gone: until then they still write files).
# Without a subshell, since the supervisor asks it twice a second for hours.
STARTED=''
started() {
  local stat
  local -a threads
  STARTED=''
  if ! { read -r stat <"/proc/$1/stat"; } 2>/dev/null; then return 1; fi
  # The second field is the program's name and may hold blanks; what follows its bracket does not.
  read -ra stat <<<"${stat##*) }"
  if [[ ${stat[0]} == Z ]]; then
    threads=("/proc/$1/task/"*)
    if ((${#threads[@]} < 2)); then return 1; fi
  fi
  STARTED=${stat[19]}
}

# Sets PID to the process of a file in pids/, or fails when it does not run any more.
PID=''
running() {
  local start
  PID=''
  if ! { read -r PID start <"$1"; } 2>/dev/null; then return 1; fi
  if ! started "$PID" || [[ $STARTED != "$start" ]]; then return 1; fi
}

pause() { sleep "${1:-0.05}"; }

# SIGKILL, and waits until the kernel has taken the process away.
end() {
  while running "$1"; do
    # It may end by itself between the look and the signal.
    if ! kill -KILL "$PID" 2>/dev/null; then return; fi
    pause 0.02
  done
}

end_all_but_this() {
  local file again=yes
  while [[ $again == yes ]]; do
    again=no
    for file in "$1"/pids/*; do
      if [[ ${file##*/} == supervisor ]] || ! running "$file" || [[ $PID == "$$" ]]; then continue; fi
      again=yes
      # It may end by itself between the look and the signal.
      if ! kill -KILL "$PID" 2>/dev/null; then continue; fi
    done
    if [[ $again == yes ]]; then pause 0.02; fi
  done
}

clean_up() {
  local dir=$1 gone=$1.removing-$$ data=''
  end_all_but_this "$dir"
  # Another one that cleans up may have been faster.
  if ! mv --no-target-directory "$dir" "$gone" 2>/dev/null; then return; fi
  end_all_but_this "$gone"
  # Last, so that there is somebody to finish when this process is killed in between.
  if [[ ${2:-} != supervisor ]]; then end "$gone/pids/supervisor"; fi
  if [[ -r $gone/etcd-data ]]; then data=$(<"$gone/etcd-data"); fi
  if [[ -n $data ]]; then rm -rf "$data"; fi
  rm -rf "$gone"
}

# What the supervisor has read of pids/ and etcd-data, for the case that somebody just removes DIR.
declare -A SEEN=()
SEEN_DATA=''
remember() {
  local file line
  for file in "$DIR"/pids/*; do
    if { read -r line <"$file"; } 2>/dev/null; then SEEN[$line]=yes; fi
  done
  if { read -r line <"$DIR/etcd-data"; } 2>/dev/null; then SEEN_DATA=$line; fi
}

end_remembered() {
  local line pid
  for line in "${!SEEN[@]}"; do
    pid=${line% *}
    while [[ $pid != "$$" ]] && started "$pid" && [[ $STARTED == "${line#* }" ]]; do
      if ! kill -KILL "$pid" 2>/dev/null; then break; fi
      pause 0.02
    done
  done
  if [[ -n $SEEN_DATA ]]; then rm -rf "$SEEN_DATA"; fi
}

# launch NAME COMMAND...: a server in a session of its own, with an environment of its own: no proxy, no
# kubeconfig and no setting of the user's reaches it, and its temporary files and sockets lie in DIR/tmp/NAME. A hollow node's
# kubelet, which runs as root, would change the machine's iptables and ask a cloud for credentials: it finds
# no program, and is told to ask nobody.
launch() {
  local name=$1
  shift
  mkdir --parents "$DIR/tmp/$name"
  # shellcheck disable=SC2016 # expanded by the bash that becomes the server
  setsid env --ignore-environment PATH="$PATH" HOME="$DIR/home" TMPDIR="$DIR/tmp/$name" \
    AWS_EC2_METADATA_DISABLED=true \
    "$BASH" -euo pipefail -c '
      read -ra stat <"/proc/$$/stat"
      printf "%s %s\n" "$$" "${stat[21]}" >"$1.new"
      mv "$1.new" "${1%/*}/pids/${1##*/}"
      PATH=/nonexistent
      shift
      exec "$@"
    ' launch "$DIR/$name" "$@" </dev/null >>"$DIR/logs/$name.log" 2>&1 &
  local launched=$!
  disown "$launched"
  until [[ -e $DIR/pids/$name ]]; do
    if ! started "$launched"; then fail "$name did not start: $(reason "$name")"; fi
    pause 0.01
  done
}

# The line that says why a server ended: its fatal error, which a dump of its threads follows, or else the last.
reason() {
  local line
  if ! line=$(grep --extended-regexp --max-count=1 '^(F[0-9]{4} |panic: |fatal error: )' "$DIR/logs/$1.log"); then
    line=$(tail --lines=1 "$DIR/logs/$1.log")
  fi
  printf '%s' "${line:-it wrote nothing}"
}

# ---- ports -----------------------------------------------------------------------------------------------

# Free ports, all held at once so that no two are the same. They lie below the range from which the kernel
# takes the ports of outgoing connections: otherwise one of those could sit on the API server's port between
# kill-apiserver and start-apiserver.
free_ports() {
  perl -MIO::Socket::INET -e '
    my ($count) = @ARGV;
    open my $range, "<", "/proc/sys/net/ipv4/ip_local_port_range" or die "no range of ports: $!\n";
    my ($first, $last) = split " ", <$range>;
    my ($low, $high) = $first > 20000 ? (10000, $first - 1) : $last < 55000 ? ($last + 1, 65535) : (10000, 65535);
    my @held;
    for (1 .. 10000) {
      last if @held == $count;
      my $port = $low + int rand($high - $low + 1);
      my $socket = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => $port, Proto => "tcp", Listen => 1);
      push @held, $socket if $socket;
    }
    die "no $count free ports\n" if @held < $count;
    print join(" ", map { $_->sockport } @held), "\n";
  ' "$1"
}

# ---- certificates ----------------------------------------------------------------------------------------

authority() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3 -subj /CN=mesh-test-ca \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign \
    -keyout "$DIR/ca.key" -out "$DIR/ca.crt" 2>>"$DIR/logs/openssl.log"
}

# certificate NAME SUBJECT [SUBJECT-ALTERNATIVE-NAME]
certificate() {
  local name=$1 subject=$2 alternative=${3:-} usage=clientAuth
  if [[ -n $alternative ]]; then usage=serverAuth; fi
  {
    printf 'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=%s\n' "$usage"
    printf 'subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n'
    if [[ -n $alternative ]]; then printf 'subjectAltName=%s\n' "$alternative"; fi
  } >"$DIR/$name.ext"
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "$subject" \
    -keyout "$DIR/$name.key" -out "$DIR/$name.csr" 2>>"$DIR/logs/openssl.log"
  openssl x509 -req -in "$DIR/$name.csr" -CA "$DIR/ca.crt" -CAkey "$DIR/ca.key" -days 2 \
    -set_serial "0x$(openssl rand -hex 8)" -extfile "$DIR/$name.ext" -out "$DIR/$name.crt" 2>>"$DIR/logs/openssl.log"
  rm "$DIR/$name.csr" "$DIR/$name.ext"
}

# kubeconfig NAME CONTEXT: with the certificates inside, so that the file can be copied elsewhere.
kubeconfig() {
  local name=$1 context=$2
  cat >"$DIR/$name.kubeconfig" <<YAML
apiVersion: v1
kind: Config
clusters:
- name: $context
  cluster:
    server: https://127.0.0.1:$API_PORT
    certificate-authority-data: $(base64 --wrap=0 "$DIR/ca.crt")
users:
- name: $context
  user:
    client-certificate-data: $(base64 --wrap=0 "$DIR/$name.crt")
    client-key-data: $(base64 --wrap=0 "$DIR/$name.key")
contexts:
- name: $context
  context:
    cluster: $context
    user: $context
current-context: $context
YAML
}

# ---- servers ---------------------------------------------------------------------------------------------

kubectl() {
  env --ignore-environment PATH="$PATH" HOME="$DIR/home" "$KUBECTL" --kubeconfig "$DIR/admin.kubeconfig" \
    --request-timeout=5s "$@" 2>>"$DIR/logs/kubectl.log"
}

# Debian's etcd has no switch to leave fsync out; in memory there is nothing to wait for either.
etcd_data() {
  local data=$DIR/etcd free
  if [[ -d /dev/shm && -w /dev/shm ]]; then
    free=$(df --output=avail --block-size=1M /dev/shm | tail --lines=1)
    if ((free > 1024)); then data=/dev/shm/mesh-test-etcd-$$-$RANDOM$RANDOM; fi
  fi
  # Written down before it is made: whoever cleans up then knows of it.
  printf '%s\n' "$data" >"$DIR/etcd-data"
  mkdir --mode=0700 "$data"
}

start_etcd() {
  launch etcd "$ETCD" --name=mesh-test --data-dir="$(<"$DIR/etcd-data")" --logger=zap --log-level=warn \
    --listen-client-urls="http://127.0.0.1:$ETCD_PORT" --advertise-client-urls="http://127.0.0.1:$ETCD_PORT" \
    --listen-peer-urls="http://127.0.0.1:$PEER_PORT" --initial-advertise-peer-urls="http://127.0.0.1:$PEER_PORT" \
    --initial-cluster="mesh-test=http://127.0.0.1:$PEER_PORT"
}

start_api_server() {
  local -a extra=()
  # Without controllers nobody makes the service account that this plugin wants each pod to have.
  if [[ $CONTROLLERS == no ]]; then extra+=(--disable-admission-plugins=ServiceAccount); fi
  rm -f "$DIR/pids/apiserver"
  launch apiserver "$KUBE_APISERVER" --etcd-servers="http://127.0.0.1:$ETCD_PORT" \
    --secure-port="$API_PORT" --bind-address=127.0.0.1 --advertise-address=127.0.0.1 \
    --tls-cert-file="$DIR/server.crt" --tls-private-key-file="$DIR/server.key" --client-ca-file="$DIR/ca.crt" \
    --token-auth-file="$DIR/tokens.csv" --cert-dir="$DIR/tmp" \
    --service-account-key-file="$DIR/service-account.key" \
    --service-account-signing-key-file="$DIR/service-account.key" \
    --service-account-issuer=https://kubernetes.default.svc --service-cluster-ip-range=10.0.0.0/24 \
    --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction --allow-privileged=true \
    --audit-policy-file="$DIR/audit-policy.yaml" --audit-log-path="$DIR/audit.log" --audit-log-maxsize=4096 \
    --audit-log-mode=blocking --profiling=false "${extra[@]}"
}

wait_for_api_server() {
  local deadline=$((SECONDS + API_SECONDS))
  # Its port opens first, and asking for that costs nothing while it boots. The first namespaces come last: it calls itself ready before it has made them.
  until { : <"/dev/tcp/127.0.0.1/$API_PORT"; } 2>/dev/null && [[ $(kubectl get --raw /readyz) == ok ]] \
    && [[ $(kubectl get namespaces --output 'jsonpath={.items[*].metadata.name}') == default\ *kube-system* ]]; do
    if ! running "$DIR/pids/etcd"; then fail "etcd ended: $(reason etcd)"; fi
    if ! running "$DIR/pids/apiserver"; then fail "the API server ended: $(reason apiserver)"; fi
    if ((SECONDS > deadline)); then fail "the API server was not ready within $API_SECONDS s: $(reason apiserver)"; fi
    pause 0.1
  done
}

start_controllers() {
  # Its default limit of requests, meant for large clusters, would hold its many controllers back for seconds.
  launch controller-manager "$KUBE_CONTROLLER_MANAGER" --kubeconfig="$DIR/controller-manager.kubeconfig" \
    --service-account-private-key-file="$DIR/service-account.key" --root-ca-file="$DIR/ca.crt" \
    --use-service-account-credentials=true --leader-elect=false --port=0 --secure-port=0 \
    --kube-api-qps=500 --kube-api-burst=1000 --flex-volume-plugin-dir="$DIR/tmp" --profiling=false
  launch scheduler "$KUBE_SCHEDULER" --kubeconfig="$DIR/scheduler.kubeconfig" --leader-elect=false \
    --port=0 --secure-port=0 --profiling=false
}

start_nodes() {
  local i
  for i in "${!NODE_NAMES[@]}"; do
    launch "${NODE_NAMES[i]}" "$KUBEMARK" --morph=kubelet --name="${NODE_NAMES[i]}" \
      --kubeconfig="$DIR/${NODE_NAMES[i]}.kubeconfig" --kubelet-port="${NODE_PORTS[i]}" --kubelet-read-only-port=0 \
      --use-real-proxier=false --node-labels="kubernetes.io/arch=${NODE_ARCHS[i]},kubernetes.io/os=linux"
  done
}

wait_for_controllers() {
  local deadline=$((SECONDS + API_SECONDS)) name
  # Pods are refused until the namespace's service account has its token.
  until [[ -n $(kubectl get serviceaccounts --namespace default \
    --output 'jsonpath={.items[?(@.metadata.name=="default")].secrets[0].name}') ]]; do
    for name in apiserver controller-manager scheduler; do
      if ! running "$DIR/pids/$name"; then fail "the $name ended: $(reason "$name")"; fi
    done
    if ((SECONDS > deadline)); then fail "no default service account within $API_SECONDS s: $(reason controller-manager)"; fi
    pause 0.1
  done
}

wait_for_nodes() {
  local deadline=$((SECONDS + NODES_SECONDS)) ready name
  while ((${#NODE_NAMES[@]} > 0)); do
    # Ready, and without the taint by which the scheduler passes over a node that was not.
    ready=$(kubectl get nodes --output json | jq '[.items[]
      | select(any(.status.conditions[]?; .type == "Ready" and .status == "True"))
      | select(any(.spec.taints[]?; .key == "node.kubernetes.io/not-ready") | not)] | length')
    if ((ready == ${#NODE_NAMES[@]})); then return; fi
    for name in "${NODE_NAMES[@]}"; do
      if ! running "$DIR/pids/$name"; then fail "the node $name ended: $(reason "$name")"; fi
    done
    if ((SECONDS > deadline)); then fail "$ready of ${#NODE_NAMES[@]} nodes were ready within $NODES_SECONDS s"; fi
    pause 0.2
  done
}

# ---- the file env ----------------------------------------------------------------------------------------

write_env() {
  local file name
  {
    printf 'MESH_TEST_SERVER=https://127.0.0.1:%s\n' "$API_PORT"
    printf 'MESH_TEST_KUBECONFIG=%s\n' "$DIR/admin.kubeconfig"
    printf 'MESH_TEST_NOBODY_KUBECONFIG=%s\n' "$DIR/nobody.kubeconfig"
    printf 'MESH_TEST_TOKEN_FILE=%s\n' "$DIR/token.txt"
    printf 'MESH_TEST_CA=%s\n' "$DIR/ca.crt"
    printf 'MESH_TEST_AUDIT_LOG=%s\n' "$DIR/audit.log"
    printf 'MESH_TEST_KUBECTL=%s\n' "$KUBECTL"
    printf 'MESH_TEST_NODES=%s\n' "${NODE_NAMES[*]}"
    printf 'MESH_TEST_CONTROLLERS=%s\n' "$CONTROLLERS"
    printf 'MESH_TEST_API_PORT=%s\nMESH_TEST_ETCD_PORT=%s\nMESH_TEST_PEER_PORT=%s\n' "$API_PORT" "$ETCD_PORT" "$PEER_PORT"
    printf 'MESH_TEST_NODE_PORTS=%s\n' "${NODE_PORTS[*]}"
    for file in "$DIR"/pids/*; do
      name=${file##*/}
      if [[ $name == start ]] || ! running "$file"; then continue; fi
      name=${name//-/_}
      printf 'MESH_TEST_PID_%s=%s\n' "${name^^}" "$PID"
    done
  } >"$DIR/env.new"
  mv "$DIR/env.new" "$DIR/env"
}

value() { sed --quiet "s/^$1=//p" "$2"; }

read_env() {
  require_control_plane
  if [[ ! -r $DIR/env ]]; then fail "the control plane in $DIR is not up yet"; fi
  API_PORT=$(value MESH_TEST_API_PORT "$DIR/env")
  ETCD_PORT=$(value MESH_TEST_ETCD_PORT "$DIR/env")
  PEER_PORT=$(value MESH_TEST_PEER_PORT "$DIR/env")
  CONTROLLERS=$(value MESH_TEST_CONTROLLERS "$DIR/env")
  read -ra NODE_NAMES <<<"$(value MESH_TEST_NODES "$DIR/env")"
  read -ra NODE_PORTS <<<"$(value MESH_TEST_NODE_PORTS "$DIR/env")"
}

require_control_plane() {
  if [[ ! -e $DIR/$MARKER ]]; then fail "$DIR holds no control plane"; fi
}

require_programs() {
  local name
  for name in KUBE_APISERVER KUBE_CONTROLLER_MANAGER KUBE_SCHEDULER KUBEMARK KUBECTL ETCD; do
    if [[ -r $CACHE/environment.env ]]; then printf -v "$name" '%s' "$(value "$name" "$CACHE/environment.env")"; fi
    if [[ ! -x ${!name:-} ]]; then
      printf 'unavailable: %s is not installed; run install.sh control-plane\n' "${name,,}"
      exit 3
    fi
  done
}

# ---- commands --------------------------------------------------------------------------------------------

parse_nodes() {
  local part count arch i
  local -a parts
  IFS=, read -ra parts <<<"$1"
  NODE_NAMES=() NODE_ARCHS=()
  for part in "${parts[@]}"; do
    if [[ ! $part =~ ^([0-9]{1,2})(:([a-z0-9]+))?$ ]]; then usage "--nodes wants N[:ARCH],... and not «$1»"; fi
    count=${BASH_REMATCH[1]} arch=${BASH_REMATCH[3]:-amd64}
    for ((i = 0; i < 10#$count; i++)); do
      NODE_NAMES+=("node-$((${#NODE_NAMES[@]} + 1))")
      NODE_ARCHS+=("$arch")
    done
  done
}

boot() {
  local -a ports
  read -ra ports <<<"$(free_ports $((3 + ${#NODE_NAMES[@]})))"
  API_PORT=${ports[0]} ETCD_PORT=${ports[1]} PEER_PORT=${ports[2]} NODE_PORTS=("${ports[@]:3}")
  start_etcd

  authority
  certificate server /CN=mesh-test-server IP:127.0.0.1,DNS:localhost
  certificate admin /O=system:masters/CN=mesh-test-admin
  certificate nobody /CN=nobody-rights
  openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$DIR/service-account.key" 2>>"$DIR/logs/openssl.log"
  openssl rand -hex 24 >"$DIR/token.txt"
  printf '%s,token-user,token-user,"system:masters"\n' "$(<"$DIR/token.txt")" >"$DIR/tokens.csv"
  # Metadata of every request names its verb, its address with the query, its user and its answer. The
  # content would add nothing that the tests ask for but the secrets of whoever uses this with real ones.
  cat >"$DIR/audit-policy.yaml" <<'YAML'
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
- level: Metadata
YAML
  kubeconfig admin mesh-test
  kubeconfig nobody mesh-nobody
  start_api_server

  # While the API server boots.
  if [[ $CONTROLLERS == yes ]]; then
    local name
    certificate controller-manager /CN=system:kube-controller-manager
    certificate scheduler /CN=system:kube-scheduler
    kubeconfig controller-manager mesh-controller-manager
    kubeconfig scheduler mesh-scheduler
    for name in "${NODE_NAMES[@]}"; do
      certificate "$name" "/O=system:nodes/CN=system:node:$name"
      kubeconfig "$name" "$name"
    done
  fi
  wait_for_api_server
  if [[ $CONTROLLERS == yes ]]; then
    start_controllers
    start_nodes
    wait_for_controllers
    wait_for_nodes
  fi
  write_env
}

# shellcheck disable=SC2317 # called by the trap
give_up() {
  local code=$?
  trap - EXIT INT TERM HUP
  if ((code != 0)); then clean_up "$DIR"; fi
  exit "$code"
}

start() {
  local owner=$PPID nodes=2 owner_start=''
  CONTROLLERS=yes
  while (($# > 0)); do
    case $1 in
      --nodes) nodes=${2:-} && shift ;;
      --owner) owner=${2:-} && shift ;;
      --no-controllers) CONTROLLERS=no ;;
      *) usage "unknown argument $1" ;;
    esac
    if (($# == 0)); then usage 'an argument lacks its value'; fi
    shift
  done
  if [[ ! $owner =~ ^[0-9]+$ ]]; then usage '--owner wants a process id'; fi
  if [[ $CONTROLLERS == no ]]; then nodes=0; fi
  parse_nodes "$nodes"
  require_programs
  if ((owner != 0)); then
    if ! started "$owner"; then fail "no process $owner to work for"; fi
    owner_start=$STARTED
  fi

  # A kubelet, hollow or not, watches the kernel's messages for processes that ran out of memory.
  if ((${#NODE_NAMES[@]} > 0)) && ! { : </dev/kmsg; } 2>/dev/null; then
    printf 'unavailable: the nodes read /dev/kmsg, which takes root; --nodes 0 does without\n'
    exit 3
  fi
  # The kernel takes no socket whose path is longer than 107 bytes.
  if ((${#NODE_NAMES[@]} > 0 && $(printf '%s' "$DIR/tmp/node-99/kubelet_remote.sock" | wc --bytes) > 107)); then
    fail "the path $DIR is too long for the sockets of the nodes"
  fi

  umask 077
  if [[ -e $DIR ]] && [[ ! -d $DIR || -n $(ls --almost-all "$DIR") ]]; then fail "$DIR is there and not an empty folder"; fi
  started "$$"
  if ((owner == 0)); then
    make_folder "$$" "$STARTED"
    : >"$DIR/$MARKER"
  else
    launch_supervisor "$owner" "$owner_start" "$$" "$STARTED"
  fi
  trap give_up EXIT
  trap 'exit 143' INT TERM HUP

  etcd_data
  boot
  rm "$DIR/pids/start"
  trap - EXIT INT TERM HUP
}

# The one who starts the servers is written down as well: whoever cleans up must end it before them.
make_folder() {
  mkdir --parents "$DIR"
  chmod 0700 "$DIR"
  mkdir "$DIR/pids" "$DIR/logs" "$DIR/home" "$DIR/tmp"
  printf '%s %s\n' "$1" "$2" >"$DIR/pids/start"
}

# The supervisor makes the folder, so that there is no moment in which one lies there and nobody watches it.
launch_supervisor() {
  setsid env --ignore-environment PATH="$PATH" HOME=/nonexistent MESH_TEST_CACHE="$CACHE" \
    "$BASH" "$SELF" supervise "$DIR" "$@" </dev/null >/dev/null 2>&1 &
  local launched=$!
  disown "$launched"
  until [[ -e $DIR/$MARKER ]]; do
    if ! started "$launched"; then fail "$DIR cannot be made"; fi
    pause 0.01
  done
}

supervise() {
  local owner=$1 owner_start=$2 tick
  umask 077
  make_folder "$3" "$4"
  exec >>"$DIR/logs/supervisor.log" 2>&1
  started "$$"
  printf '%s %s\n' "$$" "$STARTED" >"$DIR/pids/supervisor"
  : >"$DIR/$MARKER"
  # In the way of nobody who unmounts or removes the folder it was called from.
  cd /
  # A pipe that nobody writes to: waiting on it needs no further process.
  exec {tick}<> <(:)
  while [[ -e $DIR/$MARKER ]]; do
    if ! started "$owner" || [[ $STARTED != "$owner_start" ]]; then
      clean_up "$DIR" supervisor
      return
    fi
    remember
    if read -r -t 0.5 -u "$tick"; then fail 'the tick was written to'; fi
  done
  end_remembered
}

usage() {
  say "$*"
  say 'usage: control-plane.sh start DIR [--nodes N[:ARCH],...] [--no-controllers] [--owner PID]'
  say '       control-plane.sh stop|kill-apiserver|start-apiserver DIR'
  exit 2
}

main() {
  if (($# < 2)); then usage 'a command and a folder are needed'; fi
  local command=$1
  DIR=$(realpath --canonicalize-missing -- "$2")
  shift 2
  export PATH="$PATH:/usr/sbin:/sbin"
  case $command in
    start) start "$@" ;;
    supervise) supervise "$@" ;;
    stop)
      require_control_plane
      clean_up "$DIR"
      ;;
    kill-apiserver)
      read_env
      if ! running "$DIR/pids/apiserver"; then fail 'the API server does not run'; fi
      end "$DIR/pids/apiserver"
      require_programs
      write_env
      ;;
    start-apiserver)
      require_programs
      read_env
      if running "$DIR/pids/apiserver"; then fail 'the API server runs already'; fi
      umask 077
      start_api_server
      wait_for_api_server
      write_env
      ;;
    *) usage "unknown command $command" ;;
  esac
}

# On one line, so that nothing more is read from this file after hours in which it may have been edited.
main "$@"; exit
