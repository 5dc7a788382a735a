"""What pytest collects in this repository, and by which clock it times that."""

import freezegun

# How long a test takes isn't told by the clock that it has stopped.
freezegun.configure(extend_ignore_list=["_pytest.timing"])


def pytest_ignore_collect(collection_path):
    """Doctests come from the engines only: other modules are imported by Odoo alone."""
    if collection_path.suffix != ".py" or collection_path.name.startswith("test_"):
        return None
    return "engine" not in collection_path.parts or None
