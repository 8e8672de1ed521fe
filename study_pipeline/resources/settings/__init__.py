"""Settings: environment variables, their checks and their defaults."""
