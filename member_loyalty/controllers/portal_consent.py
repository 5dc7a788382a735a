from odoo.http import request, route

from .portal import MembershipPortal

CHANNELS = ("email", "sms", "phone", "post")


class MemberConsentPortal(MembershipPortal):
    """What a member agreed to, to see and to change: never anybody else's."""

    @route("/my/membership/consent", type="http", auth="user", website=True, methods=["GET"], readonly=True)
    def portal_my_consent(self, saved=None, **_kwargs):
        partner = self._member_own_partner()
        if not partner.member_number:
            return request.redirect("/my/membership")
        Text = partner.env["member.consent.text"]
        purposes = dict(partner.env["member.consent"]._fields["purpose"]._description_selection(request.env))
        channels = dict(partner.env["member.consent"]._fields["channel"]._description_selection(request.env))
        living = partner._member_living_consents()
        choices = [
            {
                "purpose": purpose,
                "title": purposes[purpose],
                "text": text.text,
                "channels": [
                    (channel, channels[channel], partner._member_agreed(purpose, channel)) for channel in asked
                ],
            }
            for purpose, asked in (("marketing", CHANNELS), ("profiling", ("all",)))
            if (text := Text._in_force(partner.env.company, purpose))
        ]
        return self._member_render(
            "portal_my_consent",
            "membership_consent",
            saved=saved,
            membership=living.filtered(lambda consent: consent.purpose == "membership")[:1],
            choices=choices,
            consents=partner.member_consent_ids,
        )

    @route("/my/membership/consent", type="http", auth="user", website=True, methods=["POST"])
    def portal_my_consent_save(self, purpose=None, **marked):
        partner = self._member_own_partner()
        asked = {"marketing": CHANNELS, "profiling": ("all",)}.get(purpose)
        if partner.member_number and asked:
            partner._member_choose(purpose, [channel for channel in asked if marked.get(channel)], "portal")
        return request.redirect("/my/membership/consent?saved=1")

    @route("/my/membership/leave", type="http", auth="user", website=True, methods=["GET", "POST"])
    def portal_my_leave(self, understood=None, **_kwargs):
        partner = self._member_own_partner()
        if not partner._is_member():
            return request.redirect("/my/membership/consent")
        plan = partner._member_leaving_plan()[partner]
        if request.httprequest.method == "POST" and understood and not plan["problem"]:
            partner._member_leave("wish", request.env._("In the portal"))
            return request.redirect("/my/membership/consent?saved=left")
        return self._member_render("portal_my_leave", "membership_leave", plan=plan)
