"""What the commands of setup/ stand on: Python packages, Odoo, PostgreSQL, databases."""
