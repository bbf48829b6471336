"""Ground floor: the verifiable log. Today canonical digests and chains; the Merkle log comes later."""
