"""Networks and baselines on plain tensors and arrays. Knows nothing of files, tables, tasks or screens."""
