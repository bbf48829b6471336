"""Some seeds in every test run; ``make simulate`` plays more of them."""

import random

import pytest

from weikameng.services.simulation.rehearsal import rehearse

SEEDS = range(1, 16)
STEPS = 60


@pytest.mark.simulation
@pytest.mark.parametrize("seed", SEEDS)
def test_every_law_holds_through_faults_crashes_and_crowds(seed):
    ending = rehearse(seed, random.Random(seed), STEPS, print)
    assert ending.orders
    assert ending.story
