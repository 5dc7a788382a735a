"""What pytest collects in this repository."""


def pytest_ignore_collect(collection_path):
    """Doctests come from the engines only: other modules are imported by Odoo alone."""
    if collection_path.suffix != ".py" or collection_path.name.startswith("test_"):
        return None
    return "engine" not in collection_path.parts or None
