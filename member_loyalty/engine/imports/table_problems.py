"""What can be wrong with a file, a row or a cell before anybody asks what it means."""


class FileProblem(Exception):
    """A file that can't be read at all.

    :param code: 'empty', 'binary', 'old_excel', 'workbook', 'unfolds' (to too much), 'columns' (too many), 'no_rows',
        'twice' (a header stands twice), 'encoding', 'line_ends' or 'header' (there is no such row)
    :param detail: the header that stands twice
    """

    def __init__(self, code, detail=""):
        super().__init__(code)
        self.code = code
        self.detail = detail


class BadRow:
    """Stands for the cells of a row that can't be taken apart.

    :param code: 'encoding' or 'quotes'
    """

    def __init__(self, code):
        self.code = code


class BadValue:
    """Stands for a cell that has no value.

    :param code: 'formula' (not calculated, or wrong) or 'date'
    :param text: what stands in its place
    """

    def __init__(self, code, text):
        self.code = code
        self.text = text

    def __str__(self):
        return self.text


class BadCell(Exception):
    """:param code: 'missing', 'date', 'early', 'future', 'late', 'number', 'large', 'control', 'either' (it can be read
    in two ways), 'rounded' (a spreadsheet has cut digits off), 'meaning' or 'flag'"""

    def __init__(self, code):
        super().__init__(code)
        self.code = code
