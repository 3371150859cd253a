"""The page of figures: what became of the firm's conversations, as pictures with the numbers behind them."""
