#!/bin/sh
# What can be known without running the portal. Everything is looked at; the first failure does not hide the others.
set -u
python=.venv/bin/python
failed=""

step() {
    name=$1
    shift
    printf '%s ... ' "$name"
    if output=$("$@" 2>&1); then
        echo "ok"
    else
        echo "FAILED"
        echo "$output"
        failed="$failed $name;"
    fi
}

# As a production machine would be set up; nothing is connected to, and a developer's .env has no say.
production() {
    env DEMO=0 PORTAL_SCHEME=https PORTAL_PORT= TLS_AT_PROXY=1 TRUSTED_PROXY_COUNT=1 PLATFORM_HOST=operators.example.org \
        SECRET_KEY="$("$python" -c 'import secrets; print(secrets.token_urlsafe(60))')" \
        EVIDENCE_KEY="$("$python" -c 'import secrets; print(secrets.token_urlsafe(60))')" \
        DATABASE_URL=postgres://app@db.example.org/portal CACHE_URL=rediscache://cache.example.org:6379/1 \
        EMAIL_URL=smtp+tls://mail.example.org:587 "$@"
}

step "ruff" .venv/bin/ruff check .
step "form" .venv/bin/ruff format --check .
step "types" env DEMO=1 .venv/bin/mypy portal billing meters accounts tenants
step "imports" env PYTHONPATH=. .venv/bin/lint-imports
step "migrations" env DEMO=1 DATABASE_URL=sqlite://:memory: "$python" manage.py makemigrations --check --dry-run
step "system" env DEMO=1 DATABASE_URL=sqlite://:memory: "$python" manage.py check --fail-level WARNING
step "production" production "$python" manage.py check --deploy --fail-level WARNING

if [ -n "$failed" ]; then
    echo "Failed:$failed"
    exit 1
fi
