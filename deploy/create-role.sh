#!/bin/sh
# Run once by the PostgreSQL image, when its volume is empty: the application's role, which owns its database and no more.
# It is not a superuser, as row-level security does not bind those.
set -eu
psql --set ON_ERROR_STOP=1 --set password="$CASEWORK_DB_PASSWORD" --username "$POSTGRES_USER" --dbname postgres <<'SQL'
CREATE ROLE casework LOGIN PASSWORD :'password';
CREATE DATABASE casework OWNER casework;
REVOKE CONNECT, TEMPORARY ON DATABASE casework FROM PUBLIC;
SQL
