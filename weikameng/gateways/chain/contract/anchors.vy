# pragma version ==0.4.3
# pragma evm-version london
# SPDX-License-Identifier: Apache-2.0
"""
@title Anchors of append-only logs
@notice Keeps the roots of logs and refuses a fork by itself: a new root is taken only with the
        RFC 9162 proof that its tree begins with the whole tree of the root before.
@dev A log is named by the SHA-256 of its origin line; hashing is that of RFC 6962. The first root
     of a log needs no proof: a reader compares it with what the log signed.
"""

MAX_PROOF: constant(uint256) = 64  # a tree of 2^63 - 1 leaves needs 63

event Anchored:
    origin: indexed(bytes32)
    size: indexed(uint64)
    root: bytes32

event HandedOver:
    operator: indexed(address)

operator: public(address)
sizes: public(HashMap[bytes32, uint64])  # of each log, the last one anchored
roots: public(HashMap[bytes32, HashMap[uint64, bytes32]])


@deploy
def __init__():
    self.operator = msg.sender


@external
def hand_over(operator: address):
    """
    @notice Let another key anchor from now on; what is anchored stays.
    """
    assert msg.sender == self.operator, "not the operator"
    assert operator != empty(address), "nobody"
    self.operator = operator
    log HandedOver(operator=operator)


@external
def anchor(origin: bytes32, size: uint64, root: bytes32, proof: DynArray[bytes32, MAX_PROOF]):
    """
    @notice Keep the root over the first `size` entries of a log.
    """
    assert msg.sender == self.operator, "not the operator"
    before: uint64 = self.sizes[origin]
    assert size > before, "not larger"
    if before == 0:
        assert len(proof) == 0, "nothing to prove"
    else:
        assert self._grew(before, self.roots[origin][before], size, root, proof), "not consistent"
    self.sizes[origin] = size
    self.roots[origin][size] = root
    log Anchored(origin=origin, size=size, root=root)


@pure
@internal
def _grew(
    old_size: uint64,
    old_root: bytes32,
    new_size: uint64,
    new_root: bytes32,
    proof: DynArray[bytes32, MAX_PROOF],
) -> bool:
    """
    @dev RFC 9162, section 2.1.4.2, for 0 < old_size < new_size.
    """
    here: uint256 = convert(old_size - 1, uint256)
    last: uint256 = convert(new_size - 1, uint256)
    for _: uint256 in range(64):
        if here & 1 == 0:
            break
        here >>= 1
        last >>= 1
    old: bytes32 = old_root  # of a full tree the proof leaves the first hash out
    new: bytes32 = old_root
    begin: uint256 = 0
    if old_size & (old_size - 1) != 0:
        if len(proof) == 0:
            return False
        old = proof[0]
        new = proof[0]
        begin = 1
    for place: uint256 in range(begin, len(proof), bound=MAX_PROOF):
        if last == 0:
            return False
        step: bytes32 = proof[place]
        if here & 1 == 1 or here == last:
            old = self._node(step, old)
            new = self._node(step, new)
            for _: uint256 in range(64):
                if here == 0 or here & 1 == 1:
                    break
                here >>= 1
                last >>= 1
        else:
            new = self._node(new, step)
        here >>= 1
        last >>= 1
    return last == 0 and old == old_root and new == new_root


@pure
@internal
def _node(left: bytes32, right: bytes32) -> bytes32:
    return sha256(concat(0x01, left, right))
