"""Drawn examples of evidence (R2.2, R9.1): what a good and a bad one look like, reason by reason.
Words and shapes are data here; the templates in ``weikameng/drawn/`` turn them into SVG."""
