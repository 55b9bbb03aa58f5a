"""Tables whose right values are known, written the way real exports are, and a judge of what comes back."""
