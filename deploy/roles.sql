-- The two roles of the database, neither a superuser: row-level security does not bind those. One statement a line.
-- The owner makes and changes the tables (migrations); the application uses them and cannot change what holds it.
CREATE ROLE casework_owner LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS;
CREATE ROLE casework LOGIN NOSUPERUSER NOBYPASSRLS;
