"""Language work on one text at a time: no Django, and spaCy only once a function needs it."""
