"""``python -m weikameng`` is the console script."""

from weikameng.config.entry import main

main()
