"""The store in PostgreSQL, which several servers share. `database` implements the seam."""
