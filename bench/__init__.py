"""One script per figure: ours and the thing compared, side by side in one run."""
