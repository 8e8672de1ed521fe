"""A folder of exam and study PDFs as a searchable question bank with its knowledge graph."""
