"""Resources: the only code that touches the outside world (files, databases, processes, servers)."""
