from urllib.parse import quote

from odoo.http import request, route

from ..engine import referral_code
from .portal import MembershipPortal


class MemberFriendsPortal(MembershipPortal):
    """Bringing friends: the member's code and what came of it, and the page that friends are sent to."""

    @route("/my/membership/friends", type="http", auth="user", website=True, readonly=True)
    def portal_my_friends(self, **_kwargs):
        partner = self._member_own_partner()
        referral = partner._member_portal_referral()
        if not referral:
            return request.redirect("/my/membership")
        link = f"{partner.get_base_url()}/membership/friend/{partner.env.company.id}/{referral['code']}"
        message = quote(f"{referral['policy'].promise} {link}")
        return self._member_render(
            "portal_my_friends",
            "membership_friends",
            link=link,
            sms=f"sms:?&body={message}",
            email=f"mailto:?subject={quote(partner.env.company.name)}&body={message}",
            **referral,
        )

    @route(
        "/membership/friend/<int:company_id>/<string:code>",
        type="http",
        auth="public",
        website=True,
        readonly=True,
        sitemap=False,
    )
    def portal_friend(self, company_id, code, **_kwargs):
        """What a friend gets. The page is the same for every code that is well formed, so that it tells nobody who is a
        member; the till looks at whose it is.
        """
        # sudo: the promise to friends is for the public; nothing else of the policy or the company is shown.
        company = request.env["res.company"].sudo().browse(company_id).exists()
        policy = company and request.env["member.referral.policy"].sudo()._in_force(company, company._member_today())
        if not policy or referral_code.decode(code) is None:
            return request.not_found()
        return request.render("member_loyalty.portal_friend", {"policy": policy, "code": code, "company": company})
