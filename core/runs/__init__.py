"""Runs: the directory that is the only interface between the training process and the pages."""
