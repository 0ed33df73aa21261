"""Parts that a site may leave out."""
