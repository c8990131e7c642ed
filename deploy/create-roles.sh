#!/bin/sh
# Run once by the PostgreSQL image, when its volume is empty: the two roles, and the database.
set -eu
here=/casework-deploy
psql="psql --set ON_ERROR_STOP=1 --username $POSTGRES_USER"
$psql --dbname postgres --file "$here/roles.sql"
$psql --set owner="$CASEWORK_OWNER_PASSWORD" --set app="$CASEWORK_DB_PASSWORD" --dbname postgres <<'SQL'
ALTER ROLE casework_owner PASSWORD :'owner';
ALTER ROLE casework PASSWORD :'app';
CREATE DATABASE casework OWNER casework_owner;
REVOKE CONNECT, TEMPORARY ON DATABASE casework FROM PUBLIC;
GRANT CONNECT ON DATABASE casework TO casework;
SQL
$psql --dbname casework --file "$here/database.sql"
