"""The web door: parse, call one service, show a page. It decides nothing."""
