"""What can go wrong with a frame, as Hypothesis strategies."""
