"""Who cosigns the log's heads, for the public page: the witnesses of the shop's own policy."""

from typing import Any

from weikameng.records.reading.witnesses import standings
from weikameng.services import witness_policy, witnessed_heads


def witnesses_room() -> dict[str, Any]:
    """Return what parts/ledger_witnesses.html shows; no rows where none are set up."""
    policy = witness_policy.policy()
    if not policy.witnesses:
        return {"witnesses": []}
    found = standings(key.vkey for key in policy.witness_keys)
    seen = witnessed_heads.newest_seen(policy, 0) if policy.asks_for_witnesses else None
    rows = [
        {"name": one.key.name, "vkey": one.key.vkey, "standing": found.get(one.key.vkey)}
        for one in policy.witnesses
    ]
    return {"witnesses": rows, "witnessed_size": seen.size if seen else None}
