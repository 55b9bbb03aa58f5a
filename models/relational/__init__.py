"""Networks over rows of many linked tables; they know nothing of files, tables or times."""
