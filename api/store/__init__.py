"""What the service remembers: SQLAlchemy tables on SQLite or PostgreSQL, and the functions that read and
write them.
"""
