# Sourced by ./run and ./test, which set $home to the project's folder.
# Finds a Python, makes the environment once, and leaves $venv set. POSIX sh; knows nothing of Sightline itself.

say() { printf '%s\n' "$*" >&2; }

# Does this command start a Python of 3.11 or newer? A pyenv shim may exist and yet refuse to start, so it is tried.
is_recent() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
can_build() { is_recent "$1" && { has_uv || "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }; }
has_uv() { command -v uv >/dev/null 2>&1; }

# The interpreter itself rather than the shim or link that led to it: uv refuses shims.
real_python() { "$1" -c 'import sys; print(sys.executable)'; }
version_of() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])'; }

# Prints the interpreter for a command's name: on the PATH, or among the versions pyenv keeps; fails if there is none.
resolve() {
  if can_build "$1"; then real_python "$1"; return 0; fi
  for candidate in "${PYENV_ROOT:-${HOME:-}/.pyenv}"/versions/*/bin/"$1"; do
    if can_build "$candidate"; then real_python "$candidate"; return 0; fi
  done
  return 1
}

first_python() {
  for name in python3.13 python3.12 python3.11 python3 python python3.14; do
    if can_build "$name"; then real_python "$name"; return 0; fi
  done
  return 1
}

is_debian_root() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; }

install_debian() {
  say "Installing from Debian: $*"
  ( PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"; export PATH DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@" ) >&2
}

choose_python() {
  if [ -n "${SIGHTLINE_PYTHON:-}" ]; then
    resolve "$SIGHTLINE_PYTHON" && return 0
    say "SIGHTLINE_PYTHON is \"$SIGHTLINE_PYTHON\", which is not a Python 3.11 or newer with the venv module."
    return 1
  fi
  first_python && return 0
  if is_debian_root && install_debian python3-venv; then first_python && return 0; fi
  say "Sightline needs Python 3.11 or newer with the venv module, and none was found."
  say "On Debian or Ubuntu: sudo apt-get install python3-venv"
  say "Elsewhere: install Python 3.11 or newer, or name it: SIGHTLINE_PYTHON=/path/to/python3 $0"
  return 1
}

# An environment is ready for a set (run, test) when the lock it was made from is the lock of today.
lock_of() { cksum < "$home/requirements/$1.txt"; }
is_ready() { [ -x "$venv/bin/python" ] && [ "$(cat "$venv/.sightline-$1" 2>/dev/null)" = "$(lock_of "$1")" ]; }

create_environment() {
  if [ -e "$venv" ] && [ ! -e "$venv/pyvenv.cfg" ] && [ -n "$(ls -A "$venv" 2>/dev/null)" ]; then
    say "$venv is there already and is not a Python environment. Move it away, or set SIGHTLINE_VENV to another folder."
    return 1
  fi
  if has_uv && uv venv -q --clear --python "$1" "$venv" 2>/dev/null; then return 0; fi
  "$1" -m venv --clear "$venv"
}

install_locked() {
  lock="$home/requirements/$1.txt"
  if has_uv && uv pip install -q --require-hashes --python "$venv/bin/python" -r "$lock" 2>/dev/null; then return 0; fi
  "$venv/bin/python" -m pip --version >/dev/null 2>&1 || "$venv/bin/python" -m ensurepip >/dev/null
  "$venv/bin/python" -m pip install -q --disable-pip-version-check --no-input --require-hashes -r "$lock"
}

# prepare SET [PYTHON]: makes $venv good for the set. What is needed to test is also enough to run.
prepare() {
  if is_ready "$1"; then return 0; fi
  say "Setting up for \"$1\" in $venv (once; a minute or so)"
  if [ ! -x "$venv/bin/python" ]; then
    interpreter=${2:-}
    [ -n "$interpreter" ] || interpreter=$(choose_python) || return 1
    create_environment "$interpreter" || return 1
    printf '*\n' > "$venv/.gitignore"
  fi
  install_locked "$1" || {
    say "The packages could not be installed; the lines above say why. Check the network and start the same command again."
    return 1
  }
  lock_of "$1" > "$venv/.sightline-$1"
  if [ "$1" = test ]; then lock_of run > "$venv/.sightline-run"; fi
}

# A Python that was asked for by name has an environment of its own, so that versions do not undo each other.
choose_environment() {
  venv=${SIGHTLINE_VENV:-}
  if [ -z "$venv" ] && [ -n "${SIGHTLINE_PYTHON:-}" ]; then
    interpreter=$(choose_python) || return 1
    venv="$home/.venv-$(version_of "$interpreter")"
  fi
  venv=${venv:-$home/.venv}
  case $venv in /*) ;; *) venv="$(pwd)/$venv" ;; esac
}
