"""Operations: what whoever looks after the pipeline asks (how many, how old, how fast), and the page that answers."""
