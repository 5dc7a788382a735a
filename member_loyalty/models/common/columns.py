def columns(model, *names):
    """What SQL reads, for its ``to_flush``: whoever runs it by ``execute_query`` has that written first.

    :return: list of fields
    """
    return [model._fields[name] for name in names]
