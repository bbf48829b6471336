"""The supervisor's figures: what was counted, said in a sentence, drawn and laid out as a table."""
