"""When festivals were published to fall, 2024 to 2035: what the calculation of `member_followup` is held against.

Nothing here was taken from the libraries under test. The days were written down from memory of what those print who
are named with each festival, and compared with a second source that was made otherwise, named after the semicolon.
Days of the Hijri calendar are those of Umm al-Qura, printed years ahead; what is announced once the moon was looked for
may be a day or two off, and other countries are a day behind.
"""

from dataclasses import dataclass
from datetime import date

YEARS = range(2024, 2036)


@dataclass(frozen=True)
class Published:
    """
    :param countries: ISO codes of those that keep the festival on these days
    :param rule: what the festival's record says: the numbers of the engine's rule
    :param source: who publishes the days; what they were compared with
    :param days: one '12-25' for every year, or all of them as '2024-12-25 …'
    :param by_hand: those of the days that the record has to list, since the rule gives others
    """

    countries: str
    rule: dict
    source: str
    days: str
    by_hand: str = ""

    def dates(self):
        """
        :return: sorted list of dates
        """
        days = self.days.split()
        if len(days) == 1:
            days = [f"{year}-{days[0]}" for year in YEARS]
        return [date.fromisoformat(day) for day in days]

    def dates_by_hand(self):
        """
        :return: list of dates
        """
        return [date.fromisoformat(day) for day in self.by_hand.split()]


PUBLISHED = {
    # ── The same day each year ──
    "new_year": Published("US GB DE ES MX JP", {"kind": "fixed", "month": 1, "day": 1}, "by law", "01-01"),
    "three_kings": Published("ES MX", {"kind": "fixed", "month": 1, "day": 6}, "by law", "01-06"),
    "valentine": Published("US GB DE ES MX JP", {"kind": "fixed", "month": 2, "day": 14}, "custom", "02-14"),
    "white_day": Published("JP KR", {"kind": "fixed", "month": 3, "day": 14}, "custom", "03-14"),
    "showa_day": Published("JP", {"kind": "fixed", "month": 4, "day": 29}, "by law: Golden Week begins", "04-29"),
    "mother_mx": Published("MX", {"kind": "fixed", "month": 5, "day": 10}, "custom", "05-10"),
    "national_day_cn": Published("CN HK", {"kind": "fixed", "month": 10, "day": 1}, "by law", "10-01"),
    "halloween": Published("US GB", {"kind": "fixed", "month": 10, "day": 31}, "custom", "10-31"),
    "day_of_the_dead": Published("MX", {"kind": "fixed", "month": 11, "day": 2}, "custom", "11-02"),
    "singles_day": Published("CN", {"kind": "fixed", "month": 11, "day": 11}, "custom", "11-11"),
    "christmas": Published("US GB DE ES MX", {"kind": "fixed", "month": 12, "day": 25}, "by law", "12-25"),
    # ── A weekday of a month ──
    "coming_of_age": Published(
        "JP",
        {"kind": "weekday", "month": 1, "weekday": 0, "nth": 2},
        "second Monday of January by law; a perpetual calendar",
        "2024-01-08 2025-01-13 2026-01-12 2027-01-11 2028-01-10 2029-01-08 "
        "2030-01-14 2031-01-13 2032-01-12 2033-01-10 2034-01-09 2035-01-08",
    ),
    "mother_es": Published(
        "ES",
        {"kind": "weekday", "month": 5, "weekday": 6, "nth": 1},
        "first Sunday of May; a perpetual calendar",
        "2024-05-05 2025-05-04 2026-05-03 2027-05-02 2028-05-07 2029-05-06 "
        "2030-05-05 2031-05-04 2032-05-02 2033-05-01 2034-05-07 2035-05-06",
    ),
    "mother": Published(
        "US DE JP",
        {"kind": "weekday", "month": 5, "weekday": 6, "nth": 2},
        "second Sunday of May; a perpetual calendar",
        "2024-05-12 2025-05-11 2026-05-10 2027-05-09 2028-05-14 2029-05-13 "
        "2030-05-12 2031-05-11 2032-05-09 2033-05-08 2034-05-14 2035-05-13",
    ),
    "father": Published(
        "US GB MX JP",
        {"kind": "weekday", "month": 6, "weekday": 6, "nth": 3},
        "third Sunday of June; a perpetual calendar",
        "2024-06-16 2025-06-15 2026-06-21 2027-06-20 2028-06-18 2029-06-17 "
        "2030-06-16 2031-06-15 2032-06-20 2033-06-19 2034-06-18 2035-06-17",
    ),
    "thanksgiving": Published(
        "US",
        {"kind": "weekday", "month": 11, "weekday": 3, "nth": 4},
        "fourth Thursday of November by law; a perpetual calendar",
        "2024-11-28 2025-11-27 2026-11-26 2027-11-25 2028-11-23 2029-11-22 "
        "2030-11-28 2031-11-27 2032-11-25 2033-11-24 2034-11-23 2035-11-22",
    ),
    "black_friday": Published(
        "US GB DE ES",
        {"kind": "weekday", "month": 11, "weekday": 3, "nth": 4, "offset": 1},
        "the day after Thanksgiving",
        "2024-11-29 2025-11-28 2026-11-27 2027-11-26 2028-11-24 2029-11-23 "
        "2030-11-29 2031-11-28 2032-11-26 2033-11-25 2034-11-24 2035-11-23",
    ),
    "advent": Published(
        "DE",
        {"kind": "weekday", "month": 11, "weekday": 3, "nth": -1, "offset": 3},
        "the fourth Sunday before Christmas, from 27 November to 3 December; a perpetual calendar",
        "2024-12-01 2025-11-30 2026-11-29 2027-11-28 2028-12-03 2029-12-02 "
        "2030-12-01 2031-11-30 2032-11-28 2033-11-27 2034-12-03 2035-12-02",
    ),
    # ── Easter ──
    "mothering_sunday": Published(
        "GB",
        {"kind": "easter", "offset": -21},
        "the fourth Sunday in Lent, by the Easter below; a perpetual calendar",
        "2024-03-10 2025-03-30 2026-03-15 2027-03-07 2028-03-26 2029-03-11 "
        "2030-03-31 2031-03-23 2032-03-07 2033-03-27 2034-03-19 2035-03-04",
    ),
    "good_friday": Published(
        "GB DE ES MX",
        {"kind": "easter", "offset": -2},
        "tables of the Book of Common Prayer; another algorithm",
        "2024-03-29 2025-04-18 2026-04-03 2027-03-26 2028-04-14 2029-03-30 "
        "2030-04-19 2031-04-11 2032-03-26 2033-04-15 2034-04-07 2035-03-23",
    ),
    "easter": Published(
        "US GB DE ES MX",
        {"kind": "easter"},
        "tables of the Book of Common Prayer; another algorithm",
        "2024-03-31 2025-04-20 2026-04-05 2027-03-28 2028-04-16 2029-04-01 "
        "2030-04-21 2031-04-13 2032-03-28 2033-04-17 2034-04-09 2035-03-25",
    ),
    "easter_monday": Published(
        "GB DE",
        {"kind": "easter", "offset": 1},
        "tables of the Book of Common Prayer; another algorithm",
        "2024-04-01 2025-04-21 2026-04-06 2027-03-29 2028-04-17 2029-04-02 "
        "2030-04-22 2031-04-14 2032-03-29 2033-04-18 2034-04-10 2035-03-26",
    ),
    "orthodox_easter": Published(
        "GR",
        {"kind": "orthodox"},
        "tables of the Greek Church; another algorithm",
        "2024-05-05 2025-04-20 2026-04-12 2027-05-02 2028-04-16 2029-04-08 "
        "2030-04-28 2031-04-13 2032-05-02 2033-04-24 2034-04-09 2035-04-29",
    ),
    # ── The Chinese calendar ──
    "new_year_eve_cn": Published(
        "CN HK TW",
        {"kind": "chinese", "month": 12, "day": -1},
        "the Hong Kong Observatory; new moons and solar terms of another ephemeris",
        "2024-02-09 2025-01-28 2026-02-16 2027-02-05 2028-01-25 2029-02-12 "
        "2030-02-02 2031-01-22 2032-02-10 2033-01-30 2034-02-18 2035-02-07",
    ),
    "new_year_cn": Published(
        "CN HK TW",
        {"kind": "chinese", "month": 1, "day": 1},
        "the Hong Kong Observatory; new moons and solar terms of another ephemeris",
        "2024-02-10 2025-01-29 2026-02-17 2027-02-06 2028-01-26 2029-02-13 "
        "2030-02-03 2031-01-23 2032-02-11 2033-01-31 2034-02-19 2035-02-08",
    ),
    "lantern": Published(
        "CN HK TW",
        {"kind": "chinese", "month": 1, "day": 15},
        "the Hong Kong Observatory; new moons and solar terms of another ephemeris",
        "2024-02-24 2025-02-12 2026-03-03 2027-02-20 2028-02-09 2029-02-27 "
        "2030-02-17 2031-02-06 2032-02-25 2033-02-14 2034-03-05 2035-02-22",
    ),
    "qingming": Published(
        "CN HK TW",
        {"kind": "term", "nth": 7},
        "the Hong Kong Observatory; new moons and solar terms of another ephemeris",
        "2024-04-04 2025-04-04 2026-04-05 2027-04-05 2028-04-04 2029-04-04 "
        "2030-04-05 2031-04-05 2032-04-04 2033-04-04 2034-04-05 2035-04-05",
    ),
    "dragon_boat": Published(
        "CN HK TW",
        {"kind": "chinese", "month": 5, "day": 5},
        "the Hong Kong Observatory; new moons and solar terms of another ephemeris",
        "2024-06-10 2025-05-31 2026-06-19 2027-06-09 2028-05-28 2029-06-16 "
        "2030-06-05 2031-06-24 2032-06-12 2033-06-01 2034-06-20 2035-06-10",
    ),
    "qixi": Published(
        "CN HK TW",
        {"kind": "chinese", "month": 7, "day": 7},
        "the Hong Kong Observatory; new moons and solar terms of another ephemeris",
        "2024-08-10 2025-08-29 2026-08-19 2027-08-08 2028-08-26 2029-08-16 "
        "2030-08-05 2031-08-24 2032-08-12 2033-08-01 2034-08-20 2035-08-10",
    ),
    "mid_autumn": Published(
        "CN HK TW",
        {"kind": "chinese", "month": 8, "day": 15},
        "the Hong Kong Observatory; new moons and solar terms of another ephemeris",
        "2024-09-17 2025-10-06 2026-09-25 2027-09-15 2028-10-03 2029-09-22 "
        "2030-09-12 2031-10-01 2032-09-19 2033-09-08 2034-09-27 2035-09-16",
    ),
    "double_ninth": Published(
        "CN HK TW",
        {"kind": "chinese", "month": 9, "day": 9},
        "the Hong Kong Observatory; new moons and solar terms of another ephemeris",
        "2024-10-11 2025-10-29 2026-10-18 2027-10-08 2028-10-26 2029-10-16 "
        "2030-10-05 2031-10-24 2032-10-12 2033-10-01 2034-10-20 2035-10-09",
    ),
    # ── Its neighbors ──
    "seollal": Published(
        "KR",
        {"kind": "chinese", "month": 1, "day": 1},
        "the Korea Astronomy and Space Science Institute; new moons of another ephemeris, by Seoul's clock",
        "2024-02-10 2025-01-29 2026-02-17 2027-02-07 2028-01-27 2029-02-13 "
        "2030-02-03 2031-01-23 2032-02-11 2033-01-31 2034-02-19 2035-02-08",
        by_hand="2027-02-07 2028-01-27",
    ),
    "chuseok": Published(
        "KR",
        {"kind": "chinese", "month": 8, "day": 15},
        "the Korea Astronomy and Space Science Institute; new moons of another ephemeris, by Seoul's clock",
        "2024-09-17 2025-10-06 2026-09-25 2027-09-15 2028-10-03 2029-09-22 "
        "2030-09-12 2031-10-01 2032-09-19 2033-09-08 2034-09-27 2035-09-16",
    ),
    "tet": Published(
        "VN",
        {"kind": "chinese", "month": 1, "day": 1},
        "the Vietnamese calendar; new moons of another ephemeris, by Hanoi's clock",
        "2024-02-10 2025-01-29 2026-02-17 2027-02-06 2028-01-26 2029-02-13 "
        "2030-02-02 2031-01-23 2032-02-11 2033-01-31 2034-02-19 2035-02-08",
        by_hand="2030-02-02",
    ),
    # ── The Hijri calendar ──
    "islamic_new_year": Published(
        "SA",
        {"kind": "hijri", "month": 1, "day": 1},
        "the calendar of Umm al-Qura; its rule of moonset in Mecca, by another ephemeris",
        "2024-07-07 2025-06-26 2026-06-16 2027-06-06 2028-05-25 2029-05-14 "
        "2030-05-03 2031-04-23 2032-04-11 2033-04-01 2034-03-21 2035-03-11",
    ),
    "eid_al_fitr": Published(
        "SA",
        {"kind": "hijri", "month": 10, "day": 1},
        "the calendar of Umm al-Qura; its rule of moonset in Mecca, by another ephemeris",
        "2024-04-10 2025-03-30 2026-03-20 2027-03-09 2028-02-26 2029-02-14 "
        "2030-02-04 2031-01-24 2032-01-14 2033-01-02 2033-12-23 2034-12-12 2035-12-01",
    ),
    "eid_al_adha": Published(
        "SA",
        {"kind": "hijri", "month": 12, "day": 10},
        "the calendar of Umm al-Qura; its rule of moonset in Mecca, by another ephemeris",
        "2024-06-16 2025-06-06 2026-05-27 2027-05-16 2028-05-05 2029-04-24 "
        "2030-04-13 2031-04-02 2032-03-22 2033-03-11 2034-03-01 2035-02-18",
    ),
    # ── Listed ──
    "diwali": Published(
        "IN",
        {"kind": "dates"},
        "India's holidays to 2026, then almanacs; lists on the web, of which some have 1 November 2024 and 21 October "
        "2025, as the new moon spans two evenings then",
        "2024-10-31 2025-10-20 2026-11-08 2027-10-29 2028-10-17 2029-11-05 "
        "2030-10-26 2031-11-14 2032-11-02 2033-10-22 2034-11-10 2035-10-30",
    ),
}
