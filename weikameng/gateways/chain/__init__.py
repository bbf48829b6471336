"""The chain our checkpoints are anchored to: any EVM chain by JSON-RPC, and an embedded one."""
