"""OCR: what is read from pages that are pictures."""
