"""Ingest: what is done with uploads and batches, stage by stage, over the resources. Knows no Dagster.

Dagster's assets and sensors (`defs/`) and the command line (`cli/`) call the same functions here.
"""
