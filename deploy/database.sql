-- Run by a superuser in the database (embedded: in template1, so that test databases have it too). One statement a line.
-- What the owner makes, the application may use. Logs take that back where rows must stay (see the migrations).
ALTER DEFAULT PRIVILEGES FOR ROLE casework_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO casework;
ALTER DEFAULT PRIVILEGES FOR ROLE casework_owner GRANT USAGE, SELECT ON SEQUENCES TO casework;
-- A search for a part of a name may use its index under row-level security. LIKE tells nothing of rows it does not
-- return but by an error about a pattern that ends in a backslash, and Django sends none that does.
ALTER FUNCTION pg_catalog.textlike(text, text) LEAKPROOF;
