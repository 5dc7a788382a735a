"""Calculation apart from the ORM: numbers in, numbers out, no import of the server."""
