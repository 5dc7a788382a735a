"""Files of other systems: tables, cells, and what they mean."""
