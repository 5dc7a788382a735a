"""Bytes of a file to text: which encodings it can be in, and lines that can be taken up at any place."""

import codecs
import re
from itertools import islice, pairwise

from charset_normalizer import from_bytes

CHUNK = 1 << 20
#: lines with letters beyond ASCII that are looked at
SAMPLE_LINES = 300

#: what files of shops are written in, beside UTF-8; the likelier first
OTHERS = (
    *("cp1252", "cp1250", "cp1251", "gb18030", "big5", "cp932", "cp949"),
    *("cp1253", "cp1254", "cp1257"),
)
#: what old systems write; asked only where nothing newer fits
OLD = ("cp850", "mac_roman")
WIDE = ("utf-16-le", "utf-16-be")
CHINESE_COMMON = {"gb18030": ("gb2312", 0xB0, 0xD7), "big5": ("big5", 0xA4, 0xC6)}

# The letters of a language beyond ASCII. A text in a narrow encoding must be of one of its languages, else the bytes
# meant something else.
LANGUAGES = {
    "cp1252": (
        "áéíóúüñªº",
        "àâæçéèêëîïôùûüÿœ°",
        "äöüßé°",
        "áâãàçéêíóôõúüªº",
        "àèéìíîòóùú°",
        "åäöéü",
        "æøåéäö",
        "ëéèïöüáóí",
        "áéíóúýþðæö",
        "àçéèíïóòúüñ·",
    ),
    "cp1250": ("ąćęłńóśźż", "áčďéěíňóřšťúůýžäľĺŕô", "áéíóöőúüű", "ăâîșțşţ", "čćđšž", "äöüß"),
    "cp1251": ("абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґўјљњћџђѓќѕ№",),
    "cp1253": ("αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋΐΰ",),
    "cp1254": ("çğıöşüâîûİ",),
    "cp1257": ("ąčęėįšųūž", "āčēģīķļņšūž", "äöõüšž"),
}
LANGUAGES["cp850"] = LANGUAGES["mac_roman"] = LANGUAGES["cp1252"]
# Signs that go with any language.
SIGNS = set("€£¥©®™§«»‹›“”„‘’‚–—…¿¡°·•×½¼¾²³´\u00a0")
# Signs and capitals where nobody writes them.
MID_WORD = re.compile(r"(?<=[^\W\d_])[¿¡¥©®§°·½¼¾²³×“”„«»‚](?=[^\W\d_])|[£¥][^\W\d_]|[^\W\d_][‚¤¢]")
EAST = "\u3005-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
EAST_IN_WORD = re.compile(f"[a-z][{EAST}]|[{EAST}][a-z]")
ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd\uff61-\uff9f]")


def guess_encodings(stream):
    """Encodings that the file can be in, the likeliest first. One alone: there is nothing to ask.

    :return: list of (encoding, lines that differ from one to the other as it shows them)

    >>> import io
    >>> guess_encodings(io.BytesIO(b"a,b")), guess_encodings(io.BytesIO(b"caf\\xe9,1"))
    ([('utf-8-sig', '')], [('cp1252', '')])
    >>> guess_encodings(io.BytesIO("name\\n张三".encode("gbk")))[0]
    ('gb18030', '张三')
    """
    stream.seek(0)
    start = stream.read(4096)
    if start.startswith(codecs.BOM_UTF8):
        return [("utf-8-sig", "")]
    wide = _guess_wide(start)
    if wide:
        return [(wide, "")]
    lines = _lines_beyond_ascii(stream)
    if lines is None:
        return [("utf-8-sig", "")]
    return _possible(lines)


def _guess_wide(start):
    """UTF-16 by its mark, or by the zeros at every second place."""
    if start.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    if start.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    for encoding, first, second in (("utf-16-le", start[1::2], start[::2]), ("utf-16-be", start[::2], start[1::2])):
        if len(first) > 3 and first.count(0) > len(first) * 0.4 and not second.count(0):
            return encoding
    return None


def _lines_beyond_ascii(stream):
    """:return: list of lines that aren't UTF-8 and more like them; None if the file is UTF-8, but for single bad lines"""
    stream.seek(0)
    good, bad = 0, []
    for line in iter(lambda: stream.readline(CHUNK), b""):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            good += 1
        except UnicodeDecodeError:
            # A piece of a longer line may end inside of a letter.
            if len(line) < CHUNK:
                bad.append(line)
        if len(bad) > SAMPLE_LINES and len(bad) > good:
            break
    return bad[:SAMPLE_LINES] if len(bad) > good else None


def _possible(lines):
    sample = b"".join(dict.fromkeys(lines))
    texts = _texts(sample, OTHERS) or _texts(sample, OLD)
    if len(texts) <= 1:
        return [(next(iter(texts), "cp1252"), "")]
    return [(encoding, _shown(texts[encoding])) for encoding in (*_ranked(sample), *OLD) if encoding in texts]


def _texts(sample, encodings):
    """:return: dict of encodings in which the sample is a text to different texts"""
    texts = {}
    for encoding in encodings:
        try:
            text = sample.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_text(text, encoding) and text not in texts.values():
            texts[encoding] = text
    return texts


def _ranked(sample):
    """Chinese and the like first if the bytes come in pairs that are common there, else as the library tells."""
    for encoding, (_name, first, last) in CHINESE_COMMON.items():
        pairs = re.findall(rb"[\x80-\xff][\x40-\xff]", sample)
        common = sum(first <= pair[0] <= last and (encoding == "big5" or pair[1] > 0xA0) for pair in pairs)
        runs = re.findall(rb"[\x80-\xff]+", sample)
        paired = encoding == "big5" or all(len(run) % 2 == 0 for run in runs)
        if pairs and paired and common == len(pairs):
            return [encoding, *(other for other in OTHERS if other != encoding)]
    told = [match.encoding for match in from_bytes(sample, threshold=1)]
    return sorted(OTHERS, key=lambda encoding: told.index(encoding) if encoding in told[:3] else len(told))


def _is_text(text, encoding):
    """Whether somebody would write this.

    >>> _is_text("José", "cp1252"), _is_text("Josй", "cp1251"), _is_text("ÕÅÈý", "cp1252"), _is_text("Wiśnia", "cp1250")
    (True, False, False, True)
    """
    if ODD.search(text):
        return False
    if encoding not in LANGUAGES:
        return not EAST_IN_WORD.search(text)
    letters = {letter for letter in text.lower() if not letter.isascii()} - SIGNS
    if not any(letters <= set(language) for language in LANGUAGES[encoding]):
        return False
    if encoding in ("cp1251", "cp1253") and re.search(r"[a-zA-Z][^\W\d_a-zA-Z]|[^\W\d_a-zA-Z][a-zA-Z]", text):
        return False
    if any(not two.isascii() and one.islower() and two.isupper() for one, two in pairwise(text)):
        return False
    return not MID_WORD.search(text)


def _shown(text):
    """The parts of some lines that are beyond ASCII, for somebody who knows how they should look."""
    words = re.findall(r"[^\s,;|\t\"]*[^\x00-\x7f][^,;|\t\"\r\n]*", text)
    return ", ".join(word.strip()[:30] for word in islice(dict.fromkeys(words), 4))


class Lines:
    """Decoded lines of a binary file, and the position after the last one. Goes on after a line that can't be decoded,
    as a generator couldn't."""

    def __init__(self, stream, encoding, position):
        self.stream = stream
        # The mark at the start of the file isn't part of any line.
        self.encoding = "utf-8" if encoding == "utf-8-sig" else encoding
        self.position = position
        stream.seek(position)

    def __iter__(self):
        return self

    def __next__(self):
        line = self._wide_line() if self.encoding in WIDE else self.stream.readline()
        if not line:
            raise StopIteration
        self.position += len(line)
        return line.decode(self.encoding)

    def _wide_line(self):
        """A byte that ends a line may be half of another sign."""
        parts = []
        while True:
            part = self.stream.readline()
            if self.encoding == "utf-16-le" and part.endswith(b"\n"):
                part += self.stream.read(1)
            parts.append(part)
            line = b"".join(parts)
            end = "\n".encode(self.encoding)
            if not part or (len(line) % 2 == 0 and line.endswith(end)):
                return line
