"""The five commands; each has `parse`, `STAGES` and `main`."""
