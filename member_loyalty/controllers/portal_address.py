from .portal import MembershipPortal


class MemberAddressPortal(MembershipPortal):
    """A member's email address follows the one rule in Odoo's own form, too: told at the field, not as a failure."""

    def _validate_address_values(self, address_values, partner_sudo, *args, **kwargs):
        invalid, missing, messages = super()._validate_address_values(address_values, partner_sudo, *args, **kwargs)
        problem = partner_sudo.member_number and partner_sudo._member_email_problem(address_values.get("email"))
        if problem and "email" not in invalid:
            invalid.add("email")
            messages.append(problem)
        return invalid, missing, messages
