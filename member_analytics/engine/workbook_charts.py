"""Pictures of blocks as charts of the workbook's own."""

from itertools import groupby

CHARTS = {"bar": "column", "line": "line", "doughnut": "doughnut", "scatter": "scatter"}
AXES = {"percentage": "0%", "monetary": "#,##0", "integer": "#,##0"}
WIDTH, HEIGHT = 720, 400
#: what a value is drawn in: recency states and quadrants, as on the screen
COLORS = {
    "active": "#2E9E6B",
    "edge": "#F2B134",
    "dormant": "#E8743B",
    "lost": "#C0395B",
    "never": "#9AA3AE",
    "new": "#4EA7F2",
    "friend": "#2E9E6B",
    "butterfly": "#8E6BBF",
    "barnacle": "#F2B134",
    "stranger": "#9AA3AE",
}
#: points of a curve that has no room for all of their names, and how many are named
LONG, NAMED = 40, 10
#: a share from which its axis goes to the whole
FULL = 0.8
CUT = {"color": "#374151", "width": 1.25, "dash_type": "dash"}


def chart_of(book, sheet, block, first, at):
    """
    :param book: the xlsxwriter workbook
    :param sheet: the one that has the block's table
    :param int first: the table's first row below its header
    :param int at: its first column
    :return: the chart, to be put somewhere
    """
    chart, columns, count = block["chart"], block["columns"], len(block["rows"])
    kind = "bar" if chart.get("horizontal") else CHARTS[chart["kind"]]
    picture = book.add_chart({"type": kind, "subtype": "stacked" if chart.get("stacked") else None})
    places = {column["name"]: place for place, column in enumerate(columns, at)}
    named = {column["name"]: column for column in columns}
    types = {column["name"]: column["type"] for column in columns}
    if kind == "scatter":
        _add_clouds(picture, sheet, block, first, places)
        _add_lines(picture, sheet, block, first, at + len(columns) + 1)
    for label in chart["y"] if kind != "scatter" else ():
        series = _series(sheet, places[chart["x"]], places[label], first, first + count - 1)
        series["name"] = [sheet.get_name(), first - 1, places[label]]
        if color := COLORS.get(named[label].get("key")):
            series["fill"] = {"color": color}
        elif len(chart["y"]) == 1 and kind in ("bar", "column"):
            series["points"] = [_point(row) for row in block["rows"]]
        if kind != "bar" and (types[label] == "percentage") != (types[chart["y"][0]] == "percentage"):
            series["y2_axis"] = True
        picture.add_series(series)
        if kind == "doughnut":
            break
    picture.set_size({"width": WIDTH, "height": HEIGHT})
    picture.set_title({"none": True})
    if kind != "doughnut":
        _name_axes(picture, block, named)
    return picture


def together(rows):
    """Rows of the same key one after the other, in the order in which the keys come: each has a series of its own.

    >>> [row["x"] for row in together([{"_key": "b", "x": 1}, {"_key": "a", "x": 2}, {"_key": "b", "x": 3}])]
    [1, 3, 2]
    """
    order = list(dict.fromkeys(row.get("_key") for row in rows))
    return sorted(rows, key=lambda row: order.index(row.get("_key")))


def _series(sheet, x, y, first, last):
    name = sheet.get_name()
    return {"categories": [name, first, x, last, x], "values": [name, first, y, last, y]}


def _point(row):
    """How a row's bar is drawn where its value has a color; None is as the others."""
    color = COLORS.get(row.get("_key"))
    return {"fill": {"color": color}} if color else None


def _add_clouds(picture, sheet, block, first, places):
    """A series for the marks of each key, named by the first column."""
    chart, name = block["chart"], block["columns"][0]["name"]
    for key, rows in groupby(block["rows"], key=lambda row: row.get("_key")):
        rows = list(rows)
        series = _series(sheet, places[chart["x"]], places[chart["y"][0]], first, first + len(rows) - 1)
        color = {"color": COLORS.get(key, COLORS["new"])}
        marker = {"type": "circle", "size": 6, "fill": color, "border": color}
        picture.add_series({**series, "name": [sheet.get_name(), first, places[name]], "marker": marker})
        first += len(rows)


def _add_lines(picture, sheet, block, first, at):
    """The lines at which a cloud is cut, from one of its ends to the other; their ends stand beside the table."""
    chart, rows = block["chart"], block["rows"]
    if not (lines := chart.get("lines")):
        return
    xs, ys = ([row[name] for row in rows] for name in (chart["x"], chart["y"][0]))
    ends = [(lines["x"], min(ys)), (lines["x"], max(ys)), (min(xs), lines["y"]), (max(xs), lines["y"])]
    for row, (x, y) in enumerate(ends, first):
        sheet.write_number(row, at, x)
        sheet.write_number(row, at + 1, y)
    for row in (first, first + 2):
        picture.add_series({**_series(sheet, at, at + 1, row, row + 1), "marker": {"type": "none"}, "line": CUT})


def _name_axes(picture, block, columns):
    chart, rows = block["chart"], block["rows"]
    alone = len(chart["y"]) == 1
    log = {"log_base": 10} if chart.get("logarithmic") else {}
    across, up = columns[chart["x"]], columns[chart["y"][0]]
    names = {"name": across["label"], **_number(across), **log}
    figures = {"name": up["label"] if alone else None, **_number(up), **log}
    figures["major_gridlines"] = {"visible": True, "line": {"color": "#D9D9D9"}}
    if up["type"] == "percentage" and FULL < max(row[name] or 0 for row in rows for name in chart["y"]) <= 1:
        figures["max"] = 1
    if chart["kind"] == "line" and len(rows) > LONG:
        names["interval_unit"] = names["interval_tick"] = len(rows) // NAMED
    if chart.get("horizontal"):
        # The first row is on top.
        picture.set_y_axis({**names, "reverse": True})
        picture.set_x_axis(figures)
    else:
        picture.set_x_axis(names)
        picture.set_y_axis(figures)
    if chart["kind"] == "scatter":
        clouds = len(picture.series) - 2 * bool(chart.get("lines"))
        picture.set_legend({"position": "bottom", "delete_series": list(range(clouds, len(picture.series)))})
    else:
        picture.set_legend({"none": True} if alone else {"position": "bottom"})


def _number(column):
    return {"num_format": AXES[column["type"]]} if column["type"] in AXES else {}
