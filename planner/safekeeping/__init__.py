"""What keeps the data safe: backups, the history checked, keys changed."""
