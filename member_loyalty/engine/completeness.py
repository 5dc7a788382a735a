"""How complete a member's file is."""


def score(weights, filled):
    """
    :param weights: dict of item to its weight
    :param filled: the items that are there
    :return: 0 to 100, rounded half up; a file of which nothing is asked is complete

    >>> score({"phone": 3, "email": 2, "birthdate": 1}, {"phone", "birthdate"})
    67
    >>> score({"phone": 1, "email": 7}, {"phone"}), score({"phone": 1, "email": 7}, set()), score({}, set())
    (13, 0, 100)
    """
    total = sum(weights.values())
    have = sum(weight for item, weight in weights.items() if item in filled)
    return (200 * have + total) // (2 * total) if total else 100


def next_to_ask(weights, filled, declined):
    """The item to ask for: the weightiest one that is missing and wasn't declined lately.

    :param weights: dict of item to its weight, in the order in which equals are asked for
    :return: item or None

    >>> next_to_ask({"phone": 3, "email": 2, "birthdate": 2}, {"phone"}, {"email"})
    'birthdate'
    >>> next_to_ask({"phone": 3}, {"phone"}, set()) is None
    True
    """
    missing = [item for item in weights if item not in filled and item not in declined]
    return max(missing, key=weights.get, default=None)
