"""The predictive query language: what to predict, for whom and how far ahead, in one line."""
