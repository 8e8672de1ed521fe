"""The catalog: what is known of every upload, batch, attempt and wait, in SQL (SQLite or PostgreSQL)."""
