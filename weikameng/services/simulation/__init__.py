"""The rehearsal (make simulate): a small world with faults, crashes and crowds, watched by laws."""
