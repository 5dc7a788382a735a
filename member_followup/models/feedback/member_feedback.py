from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, LazyTranslate

from ...engine import feedback

_lt = LazyTranslate(__name__)

#: a sentence or some, not a file
MOST_LETTERS = 2000


class MemberFeedback(models.Model):
    """What a member answered to the one question that a contact asked.

    Marks go from 0 to 10, not from one face to five: the groups whose shares shops compare, promoters and detractors,
    are defined on these eleven; numbers are the same in every language and for who can't tell faces apart; and staff on
    the phone can ask for a number, not for a face.
    """

    _name = "member.feedback"
    _description = "Member Feedback"
    _inherit = ["member.append.only"]
    _order = "date_answered desc, id desc"
    _rec_name = "partner_id"
    _check_company_auto = True

    _edit_refused = _lt("Answers of members can't be edited.")
    _delete_refused = _lt("Answers of members can't be deleted.")

    contact_id = fields.Many2one("member.followup", required=True, readonly=True, ondelete="restrict")
    partner_id = fields.Many2one("res.partner", "Member", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    config_id = fields.Many2one(
        "pos.config", "Store", readonly=True, ondelete="set null", index="btree_not_null", check_company=True
    )
    plan_id = fields.Many2one("member.followup.plan", readonly=True, ondelete="restrict", index="btree_not_null")
    step_id = fields.Many2one("member.followup.step", readonly=True, ondelete="restrict", index="btree_not_null")
    purchase_id = fields.Many2one("member.purchase", readonly=True, ondelete="set null", index="btree_not_null")
    product_id = fields.Many2one(
        "product.product",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        help="Of the purchase that the contact is about, what cost most.",
    )
    categ_id = fields.Many2one(
        "product.category",
        "Product Category",
        related="product_id.categ_id",
        store=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    question = fields.Char(related="step_id.question")
    mark = fields.Integer(readonly=True, aggregator=None, help="0 is the worst, 10 the best.")
    # The same in tenths: an average of whole numbers is shown as one.
    average = fields.Float("Average Mark", digits=(16, 1), compute="_compute_kind", store=True, aggregator="avg")
    comment = fields.Text(readonly=True)
    kind = fields.Selection(
        # In the order of their names graphs color them: blue, red, green.
        [("advocate", "Promoter (9–10)"), ("passive", "Passive (7–8)"), ("detractor", "Detractor (0–6)")],
        "Group",
        compute="_compute_kind",
        store=True,
    )
    promoters = fields.Float(
        "Promoters (%)", compute="_compute_kind", store=True, aggregator="avg", help="Share of marks of 9 and 10."
    )
    detractors = fields.Float(
        "Detractors (%)", compute="_compute_kind", store=True, aggregator="avg", help="Share of marks of 0 to 6."
    )
    score = fields.Float(
        "Net Promoter Score",
        compute="_compute_kind",
        store=True,
        aggregator="avg",
        help="The share of promoters less the share of detractors, from -100 to 100.",
    )
    via = fields.Selection([("link", "Link"), ("staff", "Asked by Staff")], "Answered By", required=True, readonly=True)
    person_id = fields.Many2one(
        "member.followup.person",
        "Asked By",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        help="Who made the contact.",
    )
    date_answered = fields.Datetime("Answered At", required=True, readonly=True)
    date = fields.Date("Answered On", required=True, readonly=True, help="By the clock of the company.")
    complaint_id = fields.Many2one(
        "member.complaint", readonly=True, ondelete="set null", index="btree_not_null", help="Raised by a low mark."
    )

    _contact_unique = models.UniqueIndex("(contact_id)", "This contact has been answered already.")
    _company_day = models.Index("(company_id, date)")
    _is_mark = models.Constraint("CHECK (mark BETWEEN 0 AND 10)", "Marks go from 0 to 10.")

    @api.depends("mark")
    def _compute_kind(self):
        for answer in self:
            answer.update({"kind": feedback.kind(answer.mark), "average": answer.mark, **feedback.shares(answer.mark)})

    @api.model
    def _record(self, contact, mark, comment, via):
        """Keep what a member answered to a contact, or change it while it is fresh, with the rights of the shop.

        :param contact: member.followup, with the rights of the shop
        :param int mark: 0 to 10
        :param comment: text; whatever a browser sends
        :param via: 'link' or 'staff'
        :return: member.feedback; none when it was answered and can't be changed any more
        """
        # Of two that answer at once one waits for the other, and begins anew: it has to see what the other wrote.
        contact.flush_recordset()
        self.env.cr.execute(SQL("UPDATE member_followup SET write_date = write_date WHERE id = %s", contact.id))
        contact.invalidate_recordset(["feedback_ids"])
        # sudo: nobody may write answers; who answers was asked by this contact, or asked the member.
        answer = contact.sudo().feedback_ids
        said = {"mark": mark, "comment": self._checked_comment(comment), "via": via}
        if answer and not answer._is_fresh():
            return answer.browse()
        if answer:
            answer._amend(said)
        else:
            answer = answer.create({**self._about(contact.sudo()), **said})
        answer._raise_low()
        return answer

    @api.model
    def _about(self, contact):
        """:return: dict of what an answer is about, as far as the contact knows"""
        purchase = contact.run_id.purchase_id
        bought = purchase.line_ids.filtered(lambda line: line.quantity > 0 and not line.is_reward)
        return {
            "contact_id": contact.id,
            "partner_id": contact.partner_id.id,
            "company_id": contact.company_id.id,
            "config_id": (contact.config_id or purchase.config_id).id,
            "plan_id": contact.plan_id.id,
            "step_id": contact.step_id.id,
            "purchase_id": purchase.id,
            "product_id": bought.sorted(lambda line: (-line.amount_net, line.id))[:1].product_id.id,
            "person_id": (contact.done_by_id or contact.person_id).id,
            "date_answered": fields.Datetime.now(),
            "date": contact.company_id._member_today(),
        }

    def _is_fresh(self):
        return feedback.is_fresh(self.date_answered, fields.Datetime.now())

    @api.model
    def _checked_comment(self, comment):
        """:return: str, or False for nothing"""
        if comment and not isinstance(comment, str):
            raise UserError(self.env._("The comment must be a text."))
        comment = (comment or "").replace("\x00", "").strip()
        if len(comment) > MOST_LETTERS:
            raise UserError(
                self.env._(
                    "Your comment has %(letters)s characters. Shorten it to %(most)s at most.",
                    letters=len(comment),
                    most=MOST_LETTERS,
                )
            )
        return comment or False

    # ── Low marks ─────────────────────────────────────────────────────────────────────────────────────────────

    def _raise_low(self):
        """A low mark is a complaint: of each answer one, however often it changes."""
        self.ensure_one()
        if self.complaint_id or self.mark > self.company_id.member_feedback_low:
            return
        complaint = self.contact_id.complaint_ids[:1] or self._new_complaint()
        self._amend({"complaint_id": complaint.id})

    def _new_complaint(self):
        responsible = self._store_manager() or self.company_id._member_responsible()
        # The words are for who sees to it, in whichever language the member answered.
        env = self.with_context(lang=responsible.lang).env
        told = env._("Answered %(mark)s of 10.", mark=self.mark)
        return env["member.complaint"].create(
            {
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "config_id": self.config_id.id,
                "reason_id": env.ref("member_followup.member_complaint_reason_feedback").id,
                "product_id": self.product_id.id,
                "contact_id": self.contact_id.id,
                "date": self.date,
                "user_id": responsible.id,
                "note": "\n".join(filter(None, (told, self.comment))),
            }
        )

    def _store_manager(self):
        """:return: res.users: who supervises whoever made the contact, else a manager on the contact staff of the store"""
        there = self.config_id and self.env["member.followup.person"].search(
            [("config_id", "=", self.config_id.id), ("company_id", "=", self.company_id.id)], order="id"
        )
        users = (self.person_id.supervisor_id | (there or self.person_id.browse())).user_id
        managers = users.filtered(lambda user: user.active and user.has_group("member_loyalty.group_manager"))
        return managers[:1]

    def action_member_profile(self):
        """Open the profile of the member."""
        self.ensure_one()
        return self.partner_id.action_member_profile()
