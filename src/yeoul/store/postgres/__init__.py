"""The store in PostgreSQL, which several servers share. `database` implements the seam.

Only `text`, of which the schema is made, can be imported without the driver.
"""
