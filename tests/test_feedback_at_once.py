"""A link that is answered from two phones, or by a finger that trembles, has one answer and raises one complaint."""

import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor


def asked(env):
    """:return: path of the link of a contact that was made today and asks something"""
    member = env["res.partner"].create({"name": "Ada Lovelace", "phone": "+16502530000"})
    member._member_enrol()
    plan = env["member.followup.plan"].create({"name": "Care", "trigger": "hand"})
    plan.version_id.step_ids = [(0, 0, {"name": "Call", "question": "How is the cream?"})]
    today = env.company._member_today()
    contact = env["member.followup"].create(
        {
            "partner_id": member.id,
            "plan_id": plan.id,
            "step_id": plan.step_ids.id,
            "state": "open",
            "date_given": today,
            **dict.fromkeys(("date_planned", "date_first", "date_last"), today),
        }
    )
    return f"/feedback/{contact.id}/{contact._feedback_token()}"


def test_one_answer_of_many(shop):
    with shop.env() as env:
        path = asked(env)
        env.cr.commit()
    url = shop.url + path

    def answer(mark):
        data = urllib.parse.urlencode({"mark": mark, "comment": f"Mark {mark}"}).encode()
        with urllib.request.urlopen(urllib.request.Request(url, data), timeout=120) as page:
            return page.status, "Your answer was recorded" in page.read().decode()

    with ThreadPoolExecutor(8) as pool:
        answered = list(pool.map(answer, [0, 1, 2, 3, 4, 5, 6, 0]))
    assert answered == [(200, True)] * 8
    with shop.connect() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT mark, comment FROM member_feedback")
        [(mark, comment)] = cursor.fetchall()
        assert comment == f"Mark {mark}"
        cursor.execute("SELECT COUNT(*) FROM member_complaint")
        assert cursor.fetchone() == (1,)
        cursor.execute("SELECT COUNT(*) FROM mail_activity WHERE res_model = 'member.complaint'")
        assert cursor.fetchone() == (1,)
