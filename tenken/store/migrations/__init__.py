"""Migrations of the store, by Alembic: one file for each released shape of the tables."""
