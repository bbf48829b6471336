"""Many rows from other shops' files: what a file is, how its columns become ours, what is wrong."""
