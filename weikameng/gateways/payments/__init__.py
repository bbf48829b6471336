"""Payment routes: one file per channel, the same verbs for all."""
