-- The three roles of the portal, made once by a superuser of the server:
--
--   psql -v owner_password=... -v app_password=... -v ops_password=... -f deploy/roles.sql
--
-- owner  migrates: owns every table, and is still bound by row security (FORCE)
-- app    web and worker: reads and writes rows of one tenant at a time, nothing else
-- ops    backup and operators' questions across tenants: steps over row security, so its password is nobody's daily one
--
-- Running it again changes passwords and rights, and breaks nothing. Migrations never name a role.
\set ON_ERROR_STOP on

SELECT NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal_owner') AS no_owner,
       NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal_app') AS no_app,
       NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal_ops') AS no_ops,
       NOT EXISTS (SELECT FROM pg_database WHERE datname = 'portal') AS no_database \gset

\if :no_owner
CREATE ROLE portal_owner;
\endif
\if :no_app
CREATE ROLE portal_app;
\endif
\if :no_ops
CREATE ROLE portal_ops;
\endif

ALTER ROLE portal_owner LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :'owner_password';
ALTER ROLE portal_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :'app_password';
ALTER ROLE portal_ops LOGIN NOSUPERUSER BYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :'ops_password';

-- A forgotten WHERE or lock shows as an error in seconds, not as a server that stands still.
ALTER ROLE portal_app SET statement_timeout = '30s';
ALTER ROLE portal_app SET lock_timeout = '10s';
ALTER ROLE portal_app SET idle_in_transaction_session_timeout = '60s';

\if :no_database
CREATE DATABASE portal OWNER portal_owner ENCODING 'UTF8' TEMPLATE template0;
\endif

\connect portal
REVOKE ALL ON DATABASE portal FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE portal TO portal_app, portal_ops;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER SCHEMA public OWNER TO portal_owner;
GRANT USAGE ON SCHEMA public TO portal_app, portal_ops;

-- What the owner will make, and what is there already.
ALTER DEFAULT PRIVILEGES FOR ROLE portal_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO portal_app, portal_ops;
ALTER DEFAULT PRIVILEGES FOR ROLE portal_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO portal_app, portal_ops;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO portal_app, portal_ops;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO portal_app, portal_ops;
