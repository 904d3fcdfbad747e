"""Django's PostgreSQL, which tells the server on whose behalf it asks. Knows no table."""
