from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL

from ..models.metrics.member_metrics_figures import FIGURES

# Where a changed definition may move members.
MOVES = ("recency_state", "quadrant", "abc", "rfm_group", "attachment")


class MemberMetricsPreview(models.TransientModel):
    """Other limits of a company's metrics, tried out on all members before they are put in force."""

    _name = "member.metrics.preview"
    _description = "Metrics Limits Change"
    _inherit = ["member.metrics.limits"]
    _rec_name = "definition_id"

    definition_id = fields.Many2one("member.metrics.definition", required=True, readonly=True, ondelete="cascade")
    trade_id = fields.Many2one(
        "member.metrics.trade",
        "Industry",
        help="Choosing an industry fills in its usual values, which you can then change.",
    )
    is_counted = fields.Boolean("Is Calculated", readonly=True)
    line_ids = fields.One2many("member.metrics.preview.line", "preview_id", "Lines", readonly=True)
    moved_count = fields.Integer("Members Affected", readonly=True)

    @api.onchange("trade_id")
    def _onchange_trade_id(self):
        if self.trade_id:
            self.update(self.trade_id._limits())

    def write(self, vals):
        if set(vals) & set(self._limit_names()):
            # What was counted was by other limits.
            vals = {**vals, "is_counted": False, "line_ids": [Command.clear()]}
        return super().write(vals)

    def action_preview(self):
        """Count who would move, and to where."""
        self.ensure_one()
        self.definition_id.check_access("write")
        lines, moved = self._count()
        self.write(
            {
                "is_counted": True,
                "moved_count": moved,
                "line_ids": [Command.clear(), *(Command.create(line) for line in lines)],
            }
        )
        return self._reopen()

    def action_apply(self):
        """Put the limits in force, and count everybody anew in the background."""
        self.ensure_one()
        if not self.is_counted:
            raise UserError(self.env._("Preview the members affected first."))
        self.definition_id.write({**self._limits(), "trade_id": self.trade_id.id})
        return self.definition_id.action_refresh()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change Limits"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    # ── Counting ──────────────────────────────────────────────────────────────────────────────────────────────

    def _count(self):
        """
        :return: values of lines, and the number of members who move
        """
        if not self.definition_id.refreshed_to:
            raise UserError(self.env._("Metrics haven't been calculated yet. Recalculate all members first."))
        same_window = self.window_months == self.definition_id.window_months
        limits = self._limits()
        # The trial leaves nothing behind: everything is told by the definition, which has the other limits inside it.
        with self.env.cr.savepoint() as trial:
            # sudo: whoever may write the definition tries it out; what is counted are figures of the whole company.
            definition = self.definition_id.sudo()
            definition.write(limits)
            counted = self._count_by(definition, same_window)
            trial.rollback()
        return counted

    def _count_by(self, definition, same_window):
        metrics, day = definition.env["member.metrics"], definition.refreshed_to
        metrics.flush_model(["partner_id", "company_id", *FIGURES, *MOVES])
        if same_window:
            metrics._plan_for_many()
            return self._count_from(definition, day, metrics._stored_figures(definition.company_id))
        with metrics._figured(definition, day) as figures:
            return self._count_from(definition, day, figures)

    def _count_from(self, definition, day, figures):
        metrics = definition.env["member.metrics"]
        definition._cut(day, figures)
        with (
            metrics._expected(definition, figures) as expected,
            metrics._scratch(
                "member_metrics_preview_rows",
                SQL(
                    """SELECT t.id, %s FROM member_metrics t JOIN (%s) n ON n.partner_id = t.partner_id
                        WHERE t.company_id = %s""",
                    SQL(", ").join(
                        SQL(
                            "t.%s AS %s, n.%s AS %s",
                            SQL.identifier(name),
                            SQL.identifier(f"old_{name}"),
                            SQL.identifier(name),
                            SQL.identifier(f"new_{name}"),
                        )
                        for name in MOVES
                    ),
                    metrics._classified(definition, day, figures, expected),
                    definition.company_id.id,
                ),
            ) as rows,
        ):
            lines = [line for name in MOVES for line in self._lines_of(name, rows)]
            [(moved,)] = self.env.execute_query(
                SQL(
                    "SELECT COUNT(*) FROM %s r WHERE %s",
                    rows,
                    SQL(" OR ").join(
                        SQL("%s IS DISTINCT FROM %s", SQL.identifier(f"old_{name}"), SQL.identifier(f"new_{name}"))
                        for name in MOVES
                    ),
                )
            )
        return lines, moved

    def _lines_of(self, name, rows):
        """Who moves is kept by id: nowhere else is it to be read from."""
        found = self.env.execute_query(
            SQL(
                """SELECT %(old)s, %(new)s, COUNT(*), JSONB_AGG(id) FILTER (WHERE %(old)s IS DISTINCT FROM %(new)s)
                     FROM %(rows)s r GROUP BY 1, 2""",
                old=SQL.identifier(f"old_{name}"),
                new=SQL.identifier(f"new_{name}"),
                rows=rows,
            )
        )
        order = {
            value: place for place, (value, _label) in enumerate(self.env["member.metrics"]._fields[name].selection)
        }
        found.sort(key=lambda row: (order.get(row[0], len(order)), order.get(row[1], len(order))))
        return [
            {
                "field_name": name,
                "old_value": old,
                "new_value": new,
                "is_move": old != new,
                "member_count": count,
                "row_ids": ids,
            }
            for old, new, count, ids in found
        ]
