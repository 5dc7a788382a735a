from odoo import Command, api, models

from ..demo import files

SKIN_TYPE = "5f1d6c2e9a3b4807"


class MemberDemoShop(models.AbstractModel):
    """Fills the files of the demo shop's members, and makes the lists that follow from them."""

    _inherit = "member.demo.shop"

    @api.model
    def _fill_files(self):
        company = self.env.ref("base.main_company")
        self = self.with_company(company).with_context(tracking_disable=True)
        self._define_skin_type()
        members = self._ref("program").coupon_ids.partner_id.sorted("id")
        interests = [self._ref(f"interest_{name}").id for name in ("perfume", "makeup", "natural", "spa")]
        incomes = [self._ref(f"income_{name}").id for name in ("low", "middle", "high")]
        today = company._member_today()
        for number, member in enumerate(members):
            values, skin = files.draw(number, today, interests, incomes)
            if "member_interest_ids" in values:
                values["member_interest_ids"] = [Command.set(values["member_interest_ids"])]
            if skin:
                values["properties"] = {SKIN_TYPE: skin}
            if values:
                member.write(values)
        members.filtered("member_tier_id").sorted(lambda member: (-member.member_tier_id.rank, member.id))[:40].write(
            {"user_id": self._ref("user_staff").id, "member_importance": "2"}
        )
        self._form_households(members)
        self.env["member.revision"]._make_list(company)
        self.env["member.enrolment.rule"]._find_candidates(company)

    def _define_skin_type(self):
        definition = self.env["properties.base.definition"]._get_definition_for_property_field(
            "res.partner", "properties"
        )
        definition.properties_definition = [
            *(definition.properties_definition or []),
            {
                "name": SKIN_TYPE,
                "string": "Skin Type",
                "type": "selection",
                "selection": [[skin, skin.capitalize()] for skin in files.SKIN_TYPES],
            },
        ]

    def _form_households(self, members):
        """One of the pairs that share a phone is two people who live together; the others may be doubles."""
        shared = [same for same in members.grouped("phone_sanitized").values() if len(same) > 1 and same[0].phone]
        for same in shared[:2]:
            self.env["member.household"].create(
                {
                    "name": f"{same[0].name.split()[-1]}, {same[0].city or same[1].city or ''}".rstrip(", "),
                    "partner_ids": [Command.set(same.ids)],
                    "head_id": same[0].id,
                }
            )
