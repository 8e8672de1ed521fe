"""Defs: what Dagster runs, thin. When and with what; never how."""
