"""The file of a case as people and programs read it: one document, shown as pages (R6.4)."""
