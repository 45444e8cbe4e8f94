#!/bin/sh
# Run once by the PostgreSQL container on an empty data folder: the roles, with the passwords of the environment.
set -eu
psql --username "$POSTGRES_USER" --dbname postgres \
    -v owner_password="$OWNER_PASSWORD" -v app_password="$APP_PASSWORD" -v ops_password="$OPS_PASSWORD" \
    --file /deploy/roles.sql
