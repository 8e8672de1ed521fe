"""Questions: from pages to stems, options, passages and answers. Knows nothing of storage."""
