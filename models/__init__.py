"""Models on plain arrays and tensors; knows nothing of files, tables or screens."""
