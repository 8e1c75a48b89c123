"""Files that are large in every way that may cost memory."""
