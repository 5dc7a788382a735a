from collections import Counter, defaultdict

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date, formatLang

from odoo.addons.member_loyalty.models.common.columns import columns

from ...engine import funnel
from ...engine import uplift as compared

#: by what the funnel can be looked at
SPLITS = {"person": "person_id", "store": "config_id", "wave": "wave_id"}
SUMS = (*funnel.STEPS, "bought_on_day", "revenue", "friends", "gifts", "contacts", "cost")
#: what the steps open
DOMAINS = {
    **{name: [("arm", "=", "invited"), (name, "=", 1)] for name in (*funnel.STEPS, "bought_on_day")},
    "gifts": [("gifts", "=", 1)],
    "friends": [("friends", ">", 0)],
    "held_out": [("arm", "=", "held_out")],
    "unexpected": [("arm", "=", "unexpected")],
}
SEES_ALL = ("member_loyalty.group_manager", "member_loyalty.group_auditor")


class MemberCampaign(models.Model):
    """What came of a campaign: the funnel, who came besides, what it cost, and whether it made a difference.

    What was bought is attributed, not caused: only those left out tell what would have been bought anyway. Both groups
    are compared by assignment, on the day fixed at the start.
    """

    _inherit = "member.campaign"

    @api.readonly
    def funnel(self, by=None):
        """The funnel picture, live, of the guests whom the reader may see.

        :param by: a key of SPLITS, or nothing for the whole alone
        :return: dict of ``whole`` and ``groups`` (list), each a dict of id, name, steps (list of dicts of name, label,
            count, of_before and of_all), revenue, cost, gifts, friends and bought_on_day; ``beside`` (list of dicts of
            name, label, text, count, came, bought and revenue: those left out, and those unexpected); for those who see
            all guests ``passersby`` (dict of purchases, revenue and text) and ``uplift`` (dict, see :meth:`_uplift`); budget,
            currency_id, as_of
        """
        self.ensure_one()
        self.check_access("read")
        if by is not None and (not isinstance(by, str) or by not in SPLITS):
            raise UserError(self.env._("The funnel can be split by person, store or wave."))
        rows = self._funnel_rows(SPLITS.get(by))
        arms = self._added(rows, lambda _part, arm: arm)
        groups = self._added(rows, lambda part, arm: part if arm == "invited" else None) if by else {}
        groups.pop(None, None)
        # sudo: names of people and stores, of guests that the reader may read.
        names = {part: part.sudo().display_name or self.env._("None") for part in groups}
        whole = self._picture(arms["invited"])
        whole |= {name: sum(arm[name] for arm in arms.values()) for name in ("gifts", "friends", "cost")}
        told = {
            "whole": whole,
            "groups": [
                {"id": part.id, "name": names[part], **self._picture(groups[part])}
                for part in sorted(groups, key=lambda part: (not part, -groups[part]["invited"], names[part]))
            ],
            "beside": [self._beside(arm, arms[arm]) for arm in ("held_out", "unexpected") if arms[arm]["count"]],
            "budget": self.budget,
            "currency_id": self.currency_id.id,
            "as_of": self.env._("As of %(day)s", day=format_date(self.env, self.company_id._member_today())),
        }
        if self.env.su or any(self.env.user.has_group(group) for group in SEES_ALL):
            told |= {"passersby": self._passersby(), "uplift": self._uplift(arms["invited"], arms["held_out"])}
        return told

    def _funnel_rows(self, split):
        """One query for whole and parts."""
        return self.env["member.report.campaign"]._read_group(
            [("campaign_id", "=", self.id)],
            [*([split] if split else []), "arm"],
            ["__count", *(f"{name}:sum" for name in SUMS)],
        )

    def _added(self, rows, key):
        """
        :param key: function of part and arm
        :return: dict of key to Counter of 'count' and each of SUMS; what isn't there has none of any
        """
        added = defaultdict(Counter)
        for row in rows:
            *parts, arm = row[: -len(SUMS) - 1]
            counts = dict(zip(("count", *SUMS), row[-len(SUMS) - 1 :], strict=True))
            added[key(parts[0] if parts else None, arm)].update(counts)
        return added

    def _picture(self, counts):
        labels = self._step_labels()
        return {
            "steps": [
                {
                    "name": step.name,
                    "label": labels[step.name],
                    "count": step.count,
                    "of_before": step.of_before,
                    "of_all": step.of_all,
                }
                for step in funnel.steps({name: counts[name] for name in funnel.STEPS})
            ],
            **{name: counts[name] for name in ("revenue", "cost", "gifts", "friends", "bought_on_day")},
        }

    @api.model
    def _step_labels(self):
        return {
            "invited": self.env._("Invited"),
            "reached": self.env._("Reached"),
            "promised": self.env._("Promised"),
            "came": self.env._("Came"),
            "bought": self.env._("Bought"),
            "bought_on_day": self.env._("Bought on the Day"),
            "gifts": self.env._("Gifts Given"),
            "friends": self.env._("Friends Brought"),
            "held_out": self.env._("Left Out"),
            "unexpected": self.env._("Unexpected"),
        }

    def _beside(self, arm, counts):
        text = self.env._(
            "%(count)s: %(came)s came, %(bought)s bought for %(revenue)s",
            **{name: counts[name] for name in ("count", "came", "bought")},
            revenue=self._money(counts["revenue"]),
        )
        return {
            "name": arm,
            "label": self._step_labels()[arm],
            "text": text,
            **{name: counts[name] for name in ("count", "came", "bought", "revenue")},
        }

    def _money(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)

    # ── Who bought besides ────────────────────────────────────────────────────────────────────────────────────

    def _passersby(self):
        """What others bought at the same stores on the same days.

        SQL, not the ORM: guests are left out by the thousand.

        :return: dict of purchases, revenue and text
        """
        purchases = self.env["member.purchase"]
        stores = SQL("AND sold.config_id = ANY(%s)", self.config_ids.ids) if self.config_ids else SQL()
        [(count, revenue)] = self.env.execute_query(
            SQL(
                """
                SELECT COUNT(*), COALESCE(SUM(sold.amount_net), 0) FROM member_purchase sold
                 WHERE sold.company_id = %(company)s AND sold.local_date BETWEEN %(first)s AND %(last)s
                   AND sold.amount_net > 0 AND sold.returned_on IS NULL %(stores)s
                   AND NOT EXISTS (SELECT FROM member_campaign_guest guest
                                    WHERE guest.campaign_id = %(campaign)s AND guest.partner_id = sold.partner_id)
                """,
                company=self.company_id.id,
                first=self.date_from,
                last=self.date_to,
                stores=stores,
                campaign=self.id,
                to_flush=[
                    *columns(
                        purchases, "company_id", "local_date", "amount_net", "returned_on", "config_id", "partner_id"
                    ),
                    *columns(self.env["member.campaign.guest"], "campaign_id", "partner_id"),
                ],
            )
        )
        text = self.env._("%(count)s purchases for %(revenue)s", count=count, revenue=self._money(revenue))
        return {"purchases": count, "revenue": float(revenue), "text": text}

    # ── Whether it made a difference ──────────────────────────────────────────────────────────────────────────

    def _uplift(self, invited, held_out):
        """
        :param invited: Counter of count and bought, of all who were to be invited, whether they were reached or not
        :param held_out: the same of those left out
        :return: dict of ``text`` (what can be told), ``detectable`` (which difference could be seen at all), is_told,
            and once it can be read invited, held_out, difference, low and high: shares of one
        """
        told = compared.uplift(invited["bought"], invited["count"], held_out["bought"], held_out["count"])
        if not told:
            text = self.env._("Nobody was left out, so it can't be told what the campaign caused.")
            return {"text": text, "detectable": "", "is_told": False}
        is_early = self.company_id._member_today() < self.date_read
        usual = compared.detectable(compared.USUAL, invited["count"], held_out["count"])
        detectable = usual if is_early else told.detectable or usual
        result = {"is_told": False, "detectable": self._detectable_text(detectable)}
        if is_early:
            day = format_date(self.env, self.date_read)
            return {
                **result,
                "text": self.env._("It can be read from %(day)s: until then, purchases still count.", day=day),
            }
        texts = {name: self._points(getattr(told, name)) for name in ("difference", "low", "high")}
        if told.is_told:
            text = self.env._(
                "Of those to be invited, %(difference)s percentage points more bought than of those left out (with 95 %% "
                "certainty from %(low)s to %(high)s).",
                **texts,
            )
        else:
            text = self.env._(
                "Too few to tell: the difference is %(difference)s percentage points, and might as well be anything from "
                "%(low)s to %(high)s.",
                **texts,
            )
        return {
            **result,
            "text": text,
            "is_told": told.is_told,
            "invited": invited["bought"] / invited["count"],
            "held_out": held_out["bought"] / held_out["count"],
            "difference": told.difference,
            "low": told.low,
            "high": told.high,
        }

    def _detectable_text(self, detectable):
        return self.env._(
            "Groups of this size show a difference of %(points)s percentage points or more in four of five cases.",
            points=formatLang(self.env, 100 * detectable, digits=1),
        )

    def _points(self, share):
        """:return: str, percentage points with their sign, as the reader writes numbers"""
        number = formatLang(self.env, abs(100 * share), digits=1)
        return f"-{number}" if share < 0 else f"+{number}"

    # ── The closing report ────────────────────────────────────────────────────────────────────────────────────

    def _closing_lines(self, told):
        """
        :param told: as of :meth:`funnel`
        :return: list of dicts of label and text: what stands in the report below the funnel
        """
        whole = told["whole"]
        lines = [
            (self.env._("Revenue"), self._money(whole["revenue"])),
            (self.env._("Cost"), self._cost_text(whole["cost"])),
            (self.env._("Gifts Given"), str(whole["gifts"])),
            (self.env._("Friends Brought"), str(whole["friends"])),
            (self.env._("Bought on the Day"), str(whole["bought_on_day"])),
            *((beside["label"], beside["text"]) for beside in told["beside"]),
        ]
        if passersby := told.get("passersby"):
            lines.append((self.env._("Passers-by on the Same Days"), passersby["text"]))
        if uplift := told.get("uplift"):
            texts = filter(None, (uplift["text"], uplift["detectable"]))
            lines += [(self.env._("What the Campaign Caused"), text) for text in texts]
        return [{"label": label, "text": text} for label, text in lines]

    def _cost_text(self, cost):
        if not self.budget:
            return self._money(cost)
        return self.env._("%(cost)s of %(budget)s", cost=self._money(cost), budget=self._money(self.budget))

    def action_workbook(self):
        """Write the figures as a workbook."""
        self.ensure_one()
        self.check_access("read")
        return self.env["member.workbook"]._make_campaign(self).action_download()

    # ── What the picture opens ────────────────────────────────────────────────────────────────────────────────

    def action_step(self, step, by=None, part=None):
        """Open the guests of a step.

        :param step: a key of DOMAINS
        :param by: a key of SPLITS, with ``part``, the id of the person, store or wave; False for none
        """
        self.ensure_one()
        self.check_access("read")
        if not isinstance(step, str) or step not in DOMAINS or (by is not None and by not in list(SPLITS)):
            raise UserError(self.env._("This step isn't known any more. Reload the page."))
        action = self.env["ir.actions.act_window"]._for_xml_id("member_followup.member_report_campaign_action")
        domain = [("campaign_id", "=", self.id), *DOMAINS[step]]
        if by:
            domain.append((SPLITS[by], "=", part if type(part) is int else False))
        name = self.env._("%(campaign)s: %(step)s", campaign=self.name, step=self._step_labels()[step])
        views = [(False, kind) for kind in ("list", "pivot", "graph")]
        return {**action, "name": name, "display_name": name, "domain": domain, "context": {}, "views": views}
