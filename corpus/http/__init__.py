"""What every list, answer and error has in common: pages, twins, API and problems."""
