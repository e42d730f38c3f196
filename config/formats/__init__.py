"""How dates are written where our manner differs from Django's; other languages have its own."""
