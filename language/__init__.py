"""Understanding text: the words of categories, flags and red alerts."""
