"""Why one lead scored as it did: attributions, neighbours, removals and trust."""
