"""Knowledge graph: concepts, relations, and their incremental update. Knows nothing of storage."""
