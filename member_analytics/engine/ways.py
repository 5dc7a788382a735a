"""Ways through things that refer to each other."""


def way_back(start, following):
    """A way on which a thing refers to itself.

    :param following: function of a thing to those that it refers to
    :return: list of things from start to start; empty when there is no such way

    >>> refers = {"a": "bc", "b": "", "c": "da", "d": "b"}
    >>> way_back("a", refers.get)
    ['a', 'c', 'a']
    >>> way_back("d", refers.get)
    []
    >>> way_back("a", {"a": "a"}.get)
    ['a', 'a']
    """
    ways, seen = [[start]], set()
    while ways:
        way = ways.pop()
        for thing in following(way[-1]):
            if thing == start:
                return [*way, thing]
            if thing not in seen:
                seen.add(thing)
                ways.append([*way, thing])
    return []
