"""Key words in context: where something stands in bodies, with the words around it."""
