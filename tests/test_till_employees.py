"""Cashiers who sign in at a till as employees, without a user of their own (Odoo's `pos_hr`): what they do is theirs."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent / "journey"))

from http_till import Client, HttpTill

from test_addons import modules
from test_ledger_drill import stock_shop


@pytest.fixture(name="floor")
def fixture_floor(shop):
    """One till that three employees share by one user; one of them may not sign in there, one is of another company.

    :return: dict of what :func:`stock_shop` told, and ids: eve, ian, olga (employees), persons of eve and of the user
    """
    modules(shop, "install", "pos_hr")
    with shop.env() as env:
        told = stock_shop(env)
        employees, people = env["hr.employee"], env["member.followup.person"]
        elsewhere = env["res.company"].create({"name": "Elsewhere"})
        eve, ian, sam = employees.create([{"name": name} for name in ("Eve", "Ian", "Sam")])
        olga = employees.create({"name": "Olga", "company_id": elsewhere.id})
        till = env["pos.config"].browse(told["config_id"][0])
        till.write({"module_pos_hr": True, "basic_employee_ids": [(6, 0, (eve | sam).ids)]})
        shared = env["res.users"].search([("login", "=", told["login"])])
        # Eve sells here and looks after members; the shared user is on the contact staff, too, and mustn't get credit.
        eve_person, shared_person = people.create(
            [
                {"employee_id": eve.id, "config_id": till.id, "capacity": 5},
                {"user_id": shared.id, "config_id": till.id, "capacity": 5},
            ]
        )
        assert (eve_person.name, eve_person.employee_model) == ("Eve", "hr.employee")
        told |= {"eve": eve.id, "ian": ian.id, "sam": sam.id, "olga": olga.id}
        told |= {"eve_person": eve_person.id, "shared_person": shared_person.id}
        env.cr.commit()
    return told


def ask_in_store(shop, told, member_id, **values):
    """:return: id of a contact in the store with a member, on the list of the till's store unless values say otherwise"""
    with shop.env() as env:
        today = env.company._member_today()
        contact = env["member.followup"].create(
            {
                "partner_id": member_id,
                "config_id": told["config_id"][0],
                "channel": "store",
                "subject": "Ask about the cream",
                "state": "open",
                "date_given": today,
                **dict.fromkeys(("date_planned", "date_first", "date_last"), today),
                **values,
            }
        )
        env.cr.commit()
        return contact.id


def done(shop, contact_id):
    """:return: state of a contact, and the id of who is credited with it"""
    with shop.env() as env:
        contact = env["member.followup"].browse(contact_id)
        return contact.state, contact.done_by_id.id


@pytest.mark.drill
def test_an_employee_is_credited(shop, floor):
    cashier = Client(shop.url, shop.database, floor["login"], floor["password"])
    config_id, members = floor["config_id"][0], iter(floor["members"])
    till = HttpTill(cashier, config_id)

    def answer(member_id, contact_id, employee_id):
        return cashier.call(
            "pos.config", "member_contact_answer", config_id, member_id, contact_id, "reached", employee_id
        )

    # From the list of the store, by who is signed in.
    member_id = next(members)
    contact_id = ask_in_store(shop, floor, member_id)
    asked = cashier.call("pos.config", "member_snapshot", config_id, member_id)["contact"]
    assert (asked["contact_id"], asked["kind"]) == (contact_id, "store")
    # Who may not sign in here is believed nothing: of the company but not of the till, of another company, nobody at all.
    for claim in (floor["ian"], floor["olga"], 10**9, 10**30, None, True, "1", [floor["eve"]], {"id": floor["eve"]}):
        try:
            said = answer(member_id, contact_id, claim)
        except Exception as error:  # what a till never sends
            assert "can't be read" in str(error) or "too large" in str(error), claim
        else:
            assert said["status"] == "refused", claim
        assert done(shop, contact_id) == ("open", False), claim
    assert answer(member_id, contact_id, floor["eve"])["status"] == "saved"
    assert done(shop, contact_id) == ("done", floor["eve_person"])
    # Who isn't on the contact staff gets no credit, and neither does the shared user.
    member_id = next(members)
    contact_id = ask_in_store(shop, floor, member_id)
    assert answer(member_id, contact_id, floor["sam"])["status"] == "saved"
    assert done(shop, contact_id) == ("done", False)
    # Where employees don't sign in, a claim is nothing, and the user is who they are.
    with shop.env() as env:
        env["pos.config"].browse(config_id).module_pos_hr = False
        env.cr.commit()
    member_id = next(members)
    contact_id = ask_in_store(shop, floor, member_id)
    assert answer(member_id, contact_id, floor["eve"])["status"] == "saved"
    assert done(shop, contact_id) == ("done", floor["shared_person"])
    assert till.session_id


@pytest.mark.drill
def test_an_employee_is_given_what_they_sold(shop, floor):
    """A plan's contact goes to who sold to the member: the employee, not the user that all of the till share."""
    cashier = Client(shop.url, shop.database, floor["login"], floor["password"])
    till = HttpTill(cashier, floor["config_id"][0])
    member_id = floor["members"][0]
    order = till.order(member_id, [("C", 1, 40.0)])
    till.sync({**order, "employee_id": floor["eve"]})
    with shop.env() as env:
        member = env["res.partner"].browse(member_id)
        member._member_agree("backend", "marketing")
        plan = env["member.followup.plan"].create({"name": "Welcome", "trigger": "hand", "exclusive": False})
        step = {"name": "Ask", "channel": "store", "performer": "seller", "script": "How is it?"}
        hours = dict.fromkeys(("hour_from", "hour_to", "hour_from_2", "hour_to_2"), 0)
        plan.version_id.step_ids = [(0, 0, {**step, **hours})]
        plan.state = "running"
        env["member.followup.add"].new({"plan_id": plan.id})._enter(member)
        env["member.followup"]._give_out(env.company, env.company._member_today())
        [contact] = env["member.followup"].search([("plan_id", "=", plan.id)])
        assert (contact.state, contact.person_id.id) == ("open", floor["eve_person"])
        # Nobody's list of activities: the employee has no user.
        assert not contact.activity_ids
        env.cr.commit()
    asked = cashier.call("pos.config", "member_snapshot", floor["config_id"][0], member_id)["contact"]
    said = cashier.call(
        *("pos.config", "member_contact_answer", floor["config_id"][0], member_id, asked["contact_id"]),
        *("reached", floor["eve"]),
    )
    assert said["status"] == "saved"
    assert done(shop, contact.id) == ("done", floor["eve_person"])
