-- Databases of Temporal and of the issuer, each with a login that owns it. Repeated at every start, with the passwords of now.
\getenv temporal_password POSTGRES_TEMPORAL_PASSWORD
\getenv issuer_password POSTGRES_ISSUER_PASSWORD

select format('create role %I login', name) from (values ('temporal'), ('issuer')) as logins (name)
where not exists (select from pg_roles where rolname = name) \gexec

alter role temporal password :'temporal_password';
alter role issuer password :'issuer_password';

select format('create database %I owner %I', name, owner)
from (values ('temporal', 'temporal'), ('temporal_visibility', 'temporal'), ('issuer', 'issuer')) as databases (name, owner)
where not exists (select from pg_database where datname = name) \gexec
