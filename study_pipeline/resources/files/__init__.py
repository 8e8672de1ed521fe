"""The folders: uploads, the store of their bytes, backups."""
