"""Third floor: the command line and the worker's errands. Parse, call one service, show."""
