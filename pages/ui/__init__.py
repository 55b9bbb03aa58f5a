"""What the pages share: the frame, state, words, theme colours and small widgets."""
