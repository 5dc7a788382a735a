import tempfile

from odoo import api, models

from odoo.addons.member_analytics.engine.workbook import Head, Workbook


class MemberWorkbook(models.Model):
    """The figures of a campaign as a workbook: the same as on the screen and in the closing report."""

    _inherit = "member.workbook"

    @api.model
    def _make_campaign(self, campaign):
        """:return: the workbook of a campaign, of what the reader may see"""
        # sudo: nobody writes workbooks directly.
        workbook = self.sudo().create({"name": campaign.name}).sudo(False)
        sheets = workbook._campaign_sheets(campaign)
        with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
            book = Workbook(file.name, workbook._money_format(campaign.company_id))
            for head, block in sheets:
                book.add_block(head, block)
            book.close()
            workbook._deliver_sheets(file.name, "member.report.campaign", sheets)
        return workbook

    def _campaign_sheets(self, campaign):
        """:return: list of pairs of head and block"""
        told = campaign.funnel()
        subject = f"{campaign._days_text()} · {told['as_of']}"
        steps = self._step_block(told["whole"])
        parts = {
            "person": self.env._("By Employee"),
            "store": self.env._("By Store"),
            "wave": self.env._("By Wave"),
        }
        return [
            (Head(self.env._("Funnel"), subject), steps),
            (Head(self.env._("Results"), subject), self._result_block(campaign._closing_lines(told))),
            *(
                (Head(title, subject), self._part_block(title, campaign.funnel(by)["groups"]))
                for by, title in parts.items()
            ),
        ]

    def _step_block(self, whole):
        return {
            "columns": [
                {"name": "label", "label": self.env._("Step"), "type": "char"},
                {"name": "count", "label": self.env._("Members"), "type": "integer"},
                {"name": "of_before", "label": self.env._("Of the Step Before"), "type": "percentage"},
                {"name": "of_all", "label": self.env._("Of the Invited"), "type": "percentage"},
            ],
            "rows": whole["steps"],
            "chart": {"kind": "bar", "x": "label", "y": ["count"]},
        }

    def _result_block(self, lines):
        columns = [
            {"name": "label", "label": self.env._("Figure"), "type": "char"},
            {"name": "text", "label": self.env._("Result"), "type": "char"},
        ]
        return {"columns": columns, "rows": lines}

    def _part_block(self, title, groups):
        labels = self.env["member.campaign"]._step_labels()
        return {
            "columns": [
                {"name": "name", "label": title, "type": "char"},
                *(
                    {"name": name, "label": labels[name], "type": "integer"}
                    for name in ("invited", "reached", "promised", "came", "bought", "gifts", "friends")
                ),
                {"name": "revenue", "label": self.env._("Revenue"), "type": "monetary"},
                {"name": "cost", "label": self.env._("Cost"), "type": "monetary"},
            ],
            "rows": [{**group, **{step["name"]: step["count"] for step in group["steps"]}} for group in groups],
            "empty": self.env._("Nobody was invited."),
        }
