"""How good the scores of a run are on the test part, with intervals."""
