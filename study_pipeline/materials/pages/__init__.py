"""Pages: a PDF's characters, rulings and pictures to lines in reading order, tables and figures."""
