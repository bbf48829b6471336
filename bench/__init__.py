"""Speed, measured as a ratio: one-click refunds over HTTP beside pgbench on the same server."""
