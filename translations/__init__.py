"""The messages of pages in the languages of the house; those in the code are English."""
