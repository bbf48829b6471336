"""Third floor: the REST door. Parse, call one service, show; problems as RFC 9457."""
