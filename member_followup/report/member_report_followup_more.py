from odoo import api, models


class MemberReportFollowup(models.AbstractModel):
    """What isn't counted, how far targets are, who is ahead, and what contacts do."""

    _inherit = "member.report.followup"

    @api.model
    def _block_padding(self, filters):
        """What counts for nothing, for employees and managers alike."""
        domain = [*self._period_domain(filters), ("excluded", "!=", False)]
        credits = self.env["member.credit"]
        labels = dict(credits._fields["excluded"]._description_selection(self.env))
        found = credits._read_group([*domain, ("kind", "=", "contact")], ["excluded"], ["units:sum"])
        return {
            "title": self.env._("Contacts Not Counted"),
            "note": self.env._("They stay visible, with the reason, to employee and manager alike."),
            "model": "member.credit",
            "columns": [
                {"name": "label", "label": self.env._("Reason"), "type": "char"},
                {"name": "units", "label": self.env._("Contacts"), "type": "integer"},
            ],
            "rows": [
                {
                    "_key": reason,
                    "_domain": [*domain, ("kind", "=", "contact"), ("excluded", "=", reason)],
                    "label": labels[reason],
                    "units": units,
                }
                for reason, units in found
            ],
            "chart": {"kind": "bar", "x": "label", "y": ["units"], "horizontal": True},
            "empty": self.env._("All contacts of this period count."),
        }

    @api.model
    def _block_targets(self, filters):
        month = self._as_of(filters).replace(day=1)
        targets = self.env["member.followup.target"].search(
            [("company_id", "=", self.env.company.id), ("month", "=", month)]
        )
        return {
            "title": self.env._("Targets"),
            "model": "member.followup.target",
            "columns": [
                {"name": "label", "label": self.env._("Target"), "type": "char"},
                {"name": "progress", "label": self.env._("Reached"), "type": "percentage"},
                {"name": "result", "label": self.env._("Result"), "type": "float"},
                {"name": "value", "label": self.env._("Target"), "type": "float"},
            ],
            "rows": [
                {
                    "_key": str(target.id),
                    "_domain": [("id", "=", target.id)],
                    "label": target.display_name,
                    "progress": target.progress / 100,
                    "result": target.result,
                    "value": target.value,
                }
                for target in targets
            ],
            "chart": {"kind": "bar", "x": "label", "y": ["progress"], "horizontal": True},
            "empty": self.env._("No targets for this month. Managers set them under Contacts, Targets."),
        }

    @api.model
    def _block_board(self, filters):
        """What everybody sees of everybody: who is ahead, without members, contacts or money."""
        domain = self._period_domain(filters)
        # sudo: sums of counts by employee, which all of the contact staff see of each other; nothing opens them.
        found = (
            self.env["member.followup.report"]
            .sudo()
            ._read_group([*domain, ("person_id", "!=", False)], ["person_id"], ["counted:sum", "woken:sum"])
        )
        rows = [
            {"_key": str(person.id), "label": person.name, "counted": counted or 0, "woken": woken or 0}
            for person, counted, woken in found
        ]
        rows.sort(key=lambda row: (-row["woken"], -row["counted"], row["label"]))
        return {
            "title": self.env._("Board"),
            "model": "member.followup.report",
            "columns": [
                {"name": "label", "label": self.env._("Employee"), "type": "char"},
                {"name": "woken", "label": self.env._("Woken"), "type": "float"},
                {"name": "counted", "label": self.env._("Counted Contacts"), "type": "integer"},
            ],
            "rows": rows,
            "chart": {"kind": "bar", "x": "label", "y": ["woken", "counted"], "horizontal": True},
            "empty": self._empty(),
        }

    @api.model
    def _block_uplift(self, filters):
        plans = self.env["member.followup.plan"].search(
            [("company_id", "=", self.env.company.id), ("holdout_from", "!=", False)]
        )
        return {
            "title": self.env._("What Contacts Do"),
            "note": self.env._(
                "Members who were to be contacted, reached or not, are compared with those held out at random, on the day "
                "that was fixed when the plan started (Newcombe's interval of 95 %%)."
            ),
            "model": "member.followup.plan",
            "columns": [
                {"name": "label", "label": self.env._("Contact Plan"), "type": "char"},
                {"name": "read", "label": self.env._("Read On"), "type": "date"},
                {"name": "difference", "label": self.env._("Difference"), "type": "percentage"},
                {"name": "text", "label": self.env._("Result"), "type": "char"},
            ],
            "rows": [self._uplift_row(plan) for plan in plans],
            "chart": {"kind": "heat", "x": "label", "y": ["difference"]},
            "empty": self.env._("No plan holds anybody out yet."),
        }

    @api.model
    def _uplift_row(self, plan):
        result = plan._uplift()
        told = result and result["told"]
        return {
            "_key": str(plan.id),
            "_domain": [("id", "=", plan.id)],
            "label": plan.name,
            "read": plan.date_read,
            "difference": told.difference if told and told.is_told else None,
            "text": plan.uplift_text,
        }
