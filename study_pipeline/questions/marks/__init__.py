"""What marks an option (①, (A), ㄱ.): one entry for each printed style."""
