"""PostgreSQL: tables, one store a noun, migrations."""
