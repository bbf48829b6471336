"""Second floor: verbs. One transaction each; they tell the story and leave rules to the domain."""
