from collections import Counter

from odoo import api, models
from odoo.tools import format_list

from odoo.addons.member_loyalty.engine import age

# Of what has many values, so many with most members are shown.
SHOWN = 12
PERSON = "partner_id."
# Questions that have many answers.
MANY = ("country_id", "state_id", "city", "zip", "user_id", "member_interest_ids", "category_id")


class MemberReportGroups(models.AbstractModel):
    """Any two ways to group members, against each other: age by income, region by favorite category.

    At a month end, figures and classes are those of that day; who the members are is told as of today.
    """

    _name = "member.report.groups"
    _inherit = "member.report"
    _description = "Groups"
    _blocks = {"cross": 12, "first": 6, "second": 6}
    _pictures_first = True

    @api.model
    def _options(self):
        dimensions = list(self._dimensions().items())
        measures = [(name, label) for name, (label, _kind) in self._measures().items()]
        return [
            {
                "name": "first",
                "label": self.env._("Group"),
                "values": dimensions,
                "default": f"{PERSON}member_age_band",
            },
            {
                "name": "second",
                "label": self.env._("Group By"),
                "values": dimensions,
                "default": f"{PERSON}member_income_band_id",
            },
            {"name": "measure", "label": self.env._("Measure"), "values": measures, "default": "members"},
        ]

    @api.model
    def _measures(self):
        """:return: dict of measure to label and type"""
        return {
            column["name"]: (column["label"], column["type"])
            for column in self._columns("members", "spend", "average", "purchases")
        }

    @api.model
    def _dimensions(self):
        """:return: dict of what members can be grouped by, path from their metrics, to label"""
        person = {
            "member_age_band": self.env._("Age"),
            "member_income_band_id": self.env._("Income"),
            "gender": self.env._("Gender"),
            "country_id": self.env._("Country"),
            "state_id": self.env._("Region"),
            "city": self.env._("City"),
            "zip": self.env._("ZIP Code"),
            "member_interest_ids": self.env._("Interest"),
            "category_id": self.env._("Tag"),
            "member_tier_id": self.env._("Tier"),
            "member_importance": self.env._("Importance"),
            "user_id": self.env._("Salesperson"),
            **{path: attribute["string"] for path, attribute in self._attributes().items()},
        }
        return {
            **{f"{PERSON}{name}": label for name, label in person.items()},
            "attachment": self.env._("Loyalty Level"),
            "recency_state": self.env._("Recency"),
            "quadrant": self.env._("Quadrant"),
            "abc": self.env._("Class"),
            "rfm_group": self.env._("RFM Group"),
            "favourite_categ_id": self.env._("Favorite Category"),
            "price_band": self.env._("Price Band"),
            "favourite_weekday": self.env._("Favorite Weekday"),
            "favourite_config_id": self.env._("Favorite Store"),
        }

    # ── Blocks ────────────────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _block_cross(self, filters):
        first, second, measure = (filters.options[name] for name in ("first", "second", "measure"))
        # No other field of the contact is grouped by, whatever the browser asks for.
        dimensions, (label, kind) = self._dimensions(), self._measures()[measure]
        asked, against = dimensions[first], dimensions[second]
        cells, down, across = {}, Counter(), Counter()
        for values, figures in self._groups(filters, *dict.fromkeys((first, second))):
            cells[values[0], values[-1]] = figures[measure]
            down[values[0]] += figures["members"]
            across[values[-1]] += figures["members"]
        across = self._answers(second, across)
        rows = []
        for value, name in self._answers(first, down):
            here = self._domain(filters, self._answered(first, value))
            row = {"group": name, "_domain": here, "_domains": {}}
            for place, (other, _name) in enumerate(across):
                row[f"c{place}"] = cells.get((value, other))
                row["_domains"][f"c{place}"] = [*here, self._answered(second, other)]
            rows.append(row)
        return {
            "title": self.env._("%(measure)s: %(first)s by %(second)s", measure=label, first=asked, second=against),
            "note": self._note(filters, first, second),
            "model": self._model(filters)._name,
            "columns": [
                {"name": "group", "label": asked, "type": "char"},
                *({"name": f"c{place}", "label": name, "type": kind} for place, (_value, name) in enumerate(across)),
            ],
            "rows": rows,
            "chart": {"kind": "heat", "x": "group", "y": [f"c{place}" for place in range(len(across))]},
            "empty": self._nobody(filters, first, second),
        }

    @api.model
    def _block_first(self, filters):
        return self._side(filters, filters.options["first"])

    @api.model
    def _block_second(self, filters):
        return self._side(filters, filters.options["second"])

    @api.model
    def _side(self, filters, path):
        label = self._dimensions()[path]
        figures = {value: figures for (value,), figures in self._groups(filters, path)}
        rows = [
            {"_domain": self._domain(filters, self._answered(path, value)), "group": name, **figures[value]}
            for value, name in self._answers(path, {value: told["members"] for value, told in figures.items()})
        ]
        return {
            "title": label,
            "note": self._note(filters, path),
            "model": self._model(filters)._name,
            "columns": [
                {"name": "group", "label": label, "type": "char"},
                *self._columns("members", "share", "spend", "spend_share", "average", "purchases"),
            ],
            "rows": self._shares(rows),
            "chart": {"kind": "bar", "x": "group", "y": ["share", "spend_share"]},
            "empty": self._nobody(filters, path),
        }

    @api.model
    def _note(self, filters, *paths):
        note = [self.env._("Spend and purchases are those of the analysis period.")]
        if filters.day and any(path.startswith(PERSON) for path in paths):
            note.append(self.env._("Member profiles are as of today."))
        if any(self._is_many(path) for path in paths):
            note.append(self.env._("Only the %(shown)s values with the most members are shown.", shown=SHOWN))
        if any(self._kind(path) in ("many2many", "tags") for path in paths):
            note.append(self.env._("Members with several values are counted in each of them."))
        return " ".join(note)

    @api.model
    def _nobody(self, filters, *paths):
        if unknown := [self._dimensions()[path] for path in paths if not self._is_kept(filters, path)]:
            return self.env._(
                "Month ends don't include %(names)s. Group by something else, or choose Now.",
                names=format_list(self.env, unknown),
            )
        return self.env._("There are no members.")

    # ── Reading ───────────────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _groups(self, filters, *paths):
        """:return: list of (values, dict of figures), a value for each path; False is not told"""
        if not all(self._is_kept(filters, path) for path in paths):
            return []
        domain, shown = self._domain(filters), {}
        for path in filter(self._is_many, paths):
            most = self._model(filters)._read_group(
                [*domain, (path, "!=", False)], [path], ["__count"], order=f"__count DESC, {path}", limit=SHOWN
            )
            shown[path] = {False, *(_plain(value) for value, _count in most)}
        domain += [(path, "in", list(values)) for path, values in shown.items()]
        found = {}
        for *raws, members, spend, purchases in self._model(filters)._read_group(
            domain, paths, ["__count", "window_spend:sum", "window_purchase_count:sum"]
        ):
            values = tuple(map(_plain, raws))
            if any(value not in shown.get(path, {value}) for path, value in zip(paths, values, strict=True)):
                # Another interest of somebody who has one that is shown.
                continue
            figures = found.setdefault(values, {"members": 0, "spend": 0, "purchases": 0})
            figures["members"] += members
            figures["spend"] += spend
            figures["purchases"] += purchases
        return [
            (values, {**figures, "average": figures["spend"] / figures["members"]}) for values, figures in found.items()
        ]

    @api.model
    def _answers(self, path, counts):
        """
        :param counts: dict of value to members
        :return: pairs of value and label, in the order in which people look for them; who didn't tell is last
        """
        labels = self._choices(path)
        if labels is None:
            labels = self._names(path, [value for value in counts if value])
        told = [value for value in labels if value in counts]
        if self._is_many(path):
            told.sort(key=lambda value: (-counts[value], labels[value]))
        answers = [(value, labels[value]) for value in told]
        return answers + [(False, self.env._("Not specified"))] * (False in counts)

    @api.model
    def _names(self, path, values):
        """:return: dict of value to what people call it, in order"""
        field = self._field(path)
        if not field.relational:
            return {value: str(value) for value in sorted(values)}
        # sudo: names alone, of what members that the reader sees have.
        records = self.env[field.comodel_name].sudo().with_context(active_test=False).browse(values)
        return {record.id: record.display_name for record in records.sorted()}

    @api.model
    def _choices(self, path):
        """:return: dict of value to label in order, None unless the values are a closed choice"""
        attribute = self._attributes().get(path.removeprefix(PERSON))
        if attribute:
            return {value: label for value, label, *_color in attribute.get("selection") or attribute.get("tags") or []}
        field = self._field(path)
        if field.type != "selection":
            return None
        labels = dict(field._description_selection(self.env))
        if age.UNKNOWN in labels:
            labels[age.UNKNOWN] = self.env._("Not specified")
        return labels

    @api.model
    def _answered(self, path, value):
        """Condition on members to be in a group."""
        return (path, "in", [value]) if value else (path, "=", False)

    # ── Questions ─────────────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _is_many(self, path):
        return path.removeprefix(PERSON) in MANY

    @api.model
    def _is_kept(self, filters, path):
        """Whether the figures that the filters are about have the path."""
        return path.startswith(PERSON) or path in self._model(filters)._fields

    @api.model
    def _field(self, path):
        model = self.env["res.partner" if path.startswith(PERSON) else "member.metrics"]
        return model._fields.get(path.removeprefix(PERSON))

    @api.model
    def _kind(self, path):
        attribute = self._attributes().get(path.removeprefix(PERSON))
        return attribute["type"] if attribute else self._field(path).type

    @api.model
    def _attributes(self):
        """The trade's own attributes of members that are a choice of values.

        :return: dict of path from the contact to the attribute's definition
        """
        # sudo: whoever reads members reads what their attributes are called. Searched, as asking for it may make it.
        definition = (
            self.env["properties.base.definition"]
            .sudo()
            .search(
                [("properties_field_id.model", "=", "res.partner"), ("properties_field_id.name", "=", "properties")]
            )
        )
        return {
            f"properties.{attribute['name']}": attribute
            for attribute in definition.properties_definition or []
            if attribute["type"] in ("selection", "tags")
        }


def _plain(value):
    """A group's value as domains take it."""
    return (value.id if isinstance(value, models.BaseModel) else value) or False
