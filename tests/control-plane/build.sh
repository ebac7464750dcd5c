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

build etcd etcd go.etcd.io/etcd/server/v3
build kwok kwok sigs.k8s.io/kwok/cmd/kwok
for program in kube-apiserver kube-controller-manager kube-scheduler kubectl; do
    build "$program" kubernetes "k8s.io/kubernetes/cmd/$program"
done

echo "$pins" >"$out/.stamp"
echo "control plane: Kubernetes $version in $out"
