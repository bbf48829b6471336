"""Services that know names and document numbers; one file each."""
