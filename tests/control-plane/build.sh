#!/usr/bin/env bash
# Builds the Kubernetes control plane that the tests run against: kube-apiserver,
# kube-controller-manager, kube-scheduler, kubectl, etcd and kwok, in the versions that the
# go.mod and go.sum files beside this script pin. Does nothing when they are there already.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=${CARGO_TARGET_DIR:-$here/../../target}/control-plane
mkdir -p "$out"
out=$(cd "$out" && pwd)

programs=(kube-apiserver kube-controller-manager kube-scheduler kubectl etcd kwok)

# Two test processes may start at once: the second waits, then finds the work done.
if command -v flock >/dev/null; then
    exec 9>"$out/.lock"
    flock 9
fi

# The names stay out of the hash, so that a moved checkout need not build again.
pins=$(cd "$here" && cat */go.mod */go.sum build.sh | cksum)

up_to_date() {
    [[ -f $out/.stamp && $(<"$out/.stamp") == "$pins" ]] || return 1
    local program
    for program in "${programs[@]}"; do
        [[ -x $out/$program ]] || return 1
    done
}

if up_to_date; then
    exit 0
fi

if ! command -v go >/dev/null; then
    echo "error: the test control plane has to be built and \`go\` is missing." >&2
    echo "help: install Go 1.26 or later, or set KUBEBUILDER_ASSETS to a folder that holds" >&2
    echo "help: ${programs[*]}," >&2
    echo "help: or set RHUMB_TEST_WITHOUT_CLUSTER=1 to leave out the tests that need it." >&2
    exit 1
fi

rm -f "$out/.stamp"

# kubectl parses its version and the API server reports it: a plain `go build` leaves it empty.
version=$(sed -n 's,^[[:space:]]*k8s.io/kubernetes \(v[0-9.]*\).*,\1,p' "$here/kubernetes/go.mod")
IFS=. read -r major minor _ <<<"${version#v}"
ldflags="-s -w"
for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
    ldflags+=" -X $package.gitVersion=$version -X $package.gitMajor=$major -X $package.gitMinor=$minor"
done

build() { # NAME FOLDER PACKAGE
    echo "building $1"
    (cd "$here/$2" && GOWORK=off CGO_ENABLED=0 \
        go build -mod=readonly -buildvcs=false -trimpath -ldflags "$ldflags" -o "$out/$1" "$3")
}

edit() { # FILE WANTED SED-SCRIPT: fails unless the result contains WANTED
    sed "$3" "$1" >"$1.new"
    mv "$1.new" "$1"
    grep -qF "$2" "$1"
}

# kwok runs the command of an `exec`, and in some things is not like a kubelet. It loses the status
# that the command exits with: the code that sends it looks at the outermost error only, and kwok
# wraps it. A command that reads its input never sees the end of it. And a command gets a session
# of its own, so that it would outlive kwok.
build_kwok() {
    echo "building kwok"
    local source
    cd "$here/kwok"
    GOWORK=off go mod download sigs.k8s.io/kwok
    source=$(GOWORK=off go list -mod=readonly -m -f '{{.Dir}}' sigs.k8s.io/kwok)
    rm -rf "$out/kwok-source"
    cp -R "$source" "$out/kwok-source"
    chmod -R u+w "$out/kwok-source"
    cd "$out/kwok-source"
    cat >pkg/kwok/server/exit_status.go <<'END'
package server

import (
	"errors"
	"os/exec"

	utilexec "k8s.io/utils/exec"
)

func exitStatus(err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return utilexec.CodeExitError{Err: err, Code: exit.ExitCode()}
	}
	return err
}
END
    edit pkg/kwok/server/debugging_exec.go 'return exitStatus(s.execInContainer(' \
        's/return s\.\(execInContainer.*\)$/return exitStatus(s.\1)/'
    edit pkg/utils/exec/exec.go 'inPipe.Close()' \
        's/_, _ = io.Copy(inPipe, opt.In)/&; _ = inPipe.Close()/'
    edit pkg/utils/exec/cmd_other.go 'Setsid: false' 's/Setsid: true/Setsid: false/'
    GOWORK=off CGO_ENABLED=0 go build -mod=readonly -buildvcs=false -trimpath \
        -ldflags "$ldflags" -o "$out/kwok" ./cmd/kwok
    cd "$out"
    rm -rf "$out/kwok-source"
}

build etcd etcd go.etcd.io/etcd/server/v3
build_kwok
for program in kube-apiserver kube-controller-manager kube-scheduler kubectl; do
    build "$program" kubernetes "k8s.io/kubernetes/cmd/$program"
done

echo "$pins" >"$out/.stamp"
echo "control plane: Kubernetes $version in $out"
