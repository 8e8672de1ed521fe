"""Materials: from a PDF's bytes to its pages, lines and figures. Knows nothing of questions."""
