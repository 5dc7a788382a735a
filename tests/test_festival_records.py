"""The festivals that come with the addon fall on the days that were published."""

from datetime import date

from festivals import PUBLISHED, YEARS

FIRST, LAST = date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)


def test_records_give_every_published_day(shop):
    with shop.env() as env:
        ours = env["ir.model.data"].search([("module", "=", "member_followup"), ("model", "=", "member.festival")])
        festivals = {record.name.removeprefix("member_festival_"): record.res_id for record in ours}
        given = {name: env["member.festival"].browse(id_) for name, id_ in festivals.items()}
        assert given.keys() == PUBLISHED.keys()
        for name, published in PUBLISHED.items():
            festival = given[name]
            assert festival._dates_between(FIRST, LAST) == published.dates(), name
            codes = {"UK" if code == "GB" else code for code in published.countries.split()}
            assert {code.replace("GB", "UK") for code in festival.country_ids.mapped("code")} == codes, name
            assert 7 <= festival.lead_days <= 28, name
