#!/bin/sh
# Runs once, when PostgreSQL makes its data: the owner, who migrates; the application's own role; Temporal's.
set -eu
psql --username postgres --set ON_ERROR_STOP=1 \
  --set owner_password="$OWNER_PASSWORD" --set app_password="$APP_PASSWORD" --set temporal_password="$TEMPORAL_PASSWORD" <<'SQL'
CREATE ROLE redress_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE redress_app LOGIN PASSWORD :'app_password';
CREATE ROLE temporal LOGIN CREATEDB PASSWORD :'temporal_password';
CREATE DATABASE redress OWNER redress_owner;
REVOKE ALL ON DATABASE redress FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE redress TO redress_app;
SQL
