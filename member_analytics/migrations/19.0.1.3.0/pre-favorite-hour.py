"""The favorite hour is a text: an hour that is unknown isn't midnight."""


def migrate(cr, version):
    cr.execute("ALTER TABLE member_metrics ALTER COLUMN favourite_hour TYPE varchar USING favourite_hour::varchar")
