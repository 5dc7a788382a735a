from datetime import timedelta

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from odoo.addons.member_loyalty.models.common.columns import columns

#: so many days later a contact that was planned by hand isn't made any more
TOLERANCE = timedelta(days=7)


class ResPartner(models.Model):
    """By which channels members may be contacted, and contacts that somebody plans by hand."""

    _inherit = "res.partner"

    def _member_address_condition(self, channel):
        """A messenger finds a member by the phone number; in the store nobody needs an address."""
        if channel == "store":
            return SQL("TRUE")
        return super()._member_address_condition("phone" if channel == "messenger" else channel)

    def _member_consent_condition(self, channel, purpose):
        """Who comes to the store is spoken to without having agreed to it, but for those who left."""
        if channel == "store":
            return SQL("member.member_left_on IS NULL", to_flush=columns(self, "member_left_on"))
        return super()._member_consent_condition(channel, purpose)

    def _member_plan_contact(self, channel, subject, day, purpose, priority=0, person=None):
        """Plan a contact with each of these members by hand. One of today is given out at once. Who belongs to no store
        is looked after in that of who makes it, or plans it.

        :param subject: str, what it is about
        :param person: member.followup.person who makes it; whoever takes it from the list of the store without
        :return: member.followup
        """
        self._member_check_own("read")
        company = self.env.company
        if strangers := self.filtered(lambda partner: not partner._is_member()):
            raise UserError(
                self.env._("%(name)s isn't a member. Only members are contacted.", name=strangers[0].display_name)
            )
        if day < company._member_today():
            raise UserError(
                self.env._(
                    "%(day)s is in the past. Plan the contact for today or later.", day=format_date(self.env, day)
                )
            )
        stores = self._member_store_ids()
        here = (person or self.env["member.followup.person"]._of_user(company)).config_id
        # sudo: nobody creates contacts directly; whoever sees these members may plan one.
        contacts = self.env["member.followup"].sudo()
        contacts = contacts.create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": company.id,
                    "config_id": stores[partner.id] or here.id,
                    "channel": channel,
                    "purpose": purpose,
                    "subject": subject,
                    "priority": priority,
                    "person_id": person and person.id,
                    "date_planned": day,
                    "date_first": day,
                    "date_last": day + TOLERANCE,
                    "date_decide": day,
                }
                for partner in self
            ]
        )
        if day == company._member_today():
            contacts._give_out_now(day)
        return contacts.sudo(False)

    def _member_store_ids(self):
        """The store of each member: of the last purchase that is known to be of one, else of the enrollment.

        SQL, not the ORM: the last row of each of many members, in one statement.

        :return: dict of id to the id of a pos.config
        """
        purchases, enrolments = self.env["member.purchase"], self.env["member.enrolment"]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT member.id, COALESCE(bought.config_id, enrolled.config_id)
                  FROM UNNEST(%(members)s) member(id)
             LEFT JOIN LATERAL (
                       SELECT config_id FROM member_purchase purchase
                        WHERE partner_id = member.id AND company_id = %(company)s AND config_id IS NOT NULL
                     ORDER BY local_date DESC, date DESC, id DESC LIMIT 1) bought ON TRUE
             LEFT JOIN LATERAL (
                       SELECT config_id FROM member_enrolment
                        WHERE partner_id = member.id AND company_id = %(company)s AND config_id IS NOT NULL
                     ORDER BY date DESC, id DESC LIMIT 1) enrolled ON TRUE
                """,
                members=self.ids,
                company=self.env.company.id,
                to_flush=[
                    *columns(purchases, "partner_id", "company_id", "config_id", "local_date", "date"),
                    *columns(enrolments, "partner_id", "company_id", "config_id", "date"),
                ],
            )
        )
        return dict(rows)
