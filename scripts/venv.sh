#!/bin/sh
# Make or refresh .venv for one lock file: `sh scripts/venv.sh requirements.txt`. Does nothing when nothing changed.
set -eu
lock=$1
python=${PYTHON:-python3}
need="apt-get install python3 python3-venv make"

command -v "$python" >/dev/null 2>&1 || { echo "Python is missing; on Debian: $need" >&2; exit 1; }
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
    || { echo "Python 3.11 or newer is needed, $python is $("$python" -V 2>&1); name another with: make PYTHON=python3.12 ..." >&2; exit 1; }

# A venv made by another interpreter is not reused: mixed ones lose modules such as ssl.
which='import sys; print(sys.base_prefix, sys.version)'
if [ "$(.venv/bin/python -c "$which" 2>/dev/null)" != "$("$python" -c "$which")" ]; then
    "$python" -c 'import ensurepip' 2>/dev/null \
        || { echo "Python cannot make virtual environments here (ensurepip is missing); on Debian: $need" >&2; exit 1; }
    echo "Making .venv with $("$python" -V)"
    "$python" -m venv --clear .venv
fi

stamp=.venv/.installed-$lock
now=$(.venv/bin/python -c 'import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest())' "$lock")
if [ "$(cat "$stamp" 2>/dev/null)" != "$now" ]; then
    echo "Installing $lock"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r "$lock"
    echo "$now" > "$stamp"
fi
