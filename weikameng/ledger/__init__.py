"""Ground floor: the verifiable log. Today digests and chains; the Merkle log comes later."""
