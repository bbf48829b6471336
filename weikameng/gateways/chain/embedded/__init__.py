"""An EVM chain of one block producer, in a process of its own: to rehearse on, and where no other
chain is set up. It convinces nobody but us.
"""

from weikameng.gateways.chain.loading import loaded

# Before the modules of this package import them as usual.
for _library in ("eth_account", "eth"):
    loaded(_library)
