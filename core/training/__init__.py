"""Fitting one model on one customer graph: config, losses, loops, checkpoints, blends."""
