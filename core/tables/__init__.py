"""Reading files into checked tables: formats, roles, known layouts, quality, sample data."""
