"""Compares two contents of a handbook: what a reader finds added, removed or changed.

A content is a plain structure, as it is frozen: a dict of ``intro`` and ``chapters``. A chapter is a dict of ``key``,
``title``, ``lines`` (dicts of ``key``, ``label`` and ``text``) and, where things stand side by side, ``columns`` (dicts
of ``key`` and ``name``) and ``rows`` (dicts of ``key``, ``label`` and ``cells``, a dict of a column's key to a text).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """One line that differs.

    :param chapter: title of its chapter
    :param kind: 'added', 'removed' or 'changed'
    :param before: text, empty for what is added
    :param after: text, empty for what is removed
    """

    chapter: str
    label: str
    kind: str
    before: str = ""
    after: str = ""


def compare(old, new):
    """What differs between two contents, in the order of a reader: of the new one, then of what is gone.

    :param old: content
    :param new: content
    :return: list of :class:`Change`

    >>> def content(*lines):
    ...     return {"chapters": [{"key": "leaving", "title": "Leaving", "lines": [
    ...         {"key": key, "label": key.title(), "text": text} for key, text in lines]}]}
    >>> for change in compare(content(("points", "30 days"), ("money", "Paid back")),
    ...                       content(("points", "60 days"), ("return", "With history"))):
    ...     print(change.kind, change.label, change.before, "->", change.after or "nothing")
    changed Points 30 days -> 60 days
    added Return  -> With history
    removed Money Paid back -> nothing
    >>> compare(content(("points", "30 days")), content(("points", "30 days")))
    []

    A chapter, line or tier that has another name says so:

    >>> compare(content(("points", "1")), {"chapters": [{"key": "leaving", "title": "The end", "lines": [
    ...     {"key": "points", "label": "Points", "text": "1"}]}]})[0].after
    'The end'
    """
    before, after = _flat(old), _flat(new)
    changes = []
    for key, (chapter, label, text) in after.items():
        if key not in before:
            changes.append(Change(chapter, label, "added", after=text))
            continue
        _chapter, old_label, old_text = before[key]
        if (old_label, old_text) != (label, text):
            renamed = "" if old_label == label else f"{old_label}: "
            changes.append(Change(chapter, label, "changed", f"{renamed}{old_text}", text))
    gone = [
        Change(chapter, label, "removed", before=text)
        for key, (chapter, label, text) in before.items()
        if key not in after
    ]
    # A title alone isn't a line: it is compared where both have the chapter.
    return [change for change in changes + gone if change.kind == "changed" or change.label]


def _flat(content):
    """:return: dict of a line's key to (title of its chapter, label, text), in the order of the content"""
    lines = {}
    if content.get("intro"):
        lines["intro"] = (content.get("title", ""), content.get("title", ""), content["intro"])
    for chapter in content.get("chapters", []):
        title, names = chapter["title"], {column["key"]: column["name"] for column in chapter.get("columns", [])}
        lines[chapter["key"], "title"] = (title, "", title)
        for row in chapter.get("rows", []):
            for key, name in names.items():
                if row["cells"].get(key):
                    lines[chapter["key"], row["key"], key] = (title, f"{name}: {row['label']}", row["cells"][key])
        for line in chapter.get("lines", []):
            lines[chapter["key"], line["key"]] = (title, line["label"], line["text"])
    return lines
