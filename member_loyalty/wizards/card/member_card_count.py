import re

from odoo import api, fields, models
from odoo.exceptions import UserError


class MemberCardCount(models.TransientModel):
    """What is in the box, scan by scan; a count may be put off and gone on with."""

    _name = "member.card.count"
    _description = "Card Batch Count"

    batch_id = fields.Many2one("member.card.batch", required=True, readonly=True, ondelete="cascade")
    numbers = fields.Text(
        "Cards Found",
        help="Scan or enter the card numbers in the batch, one per line. Enter a range as two numbers with a "
        "dash between them: all cards of the batch from the first to the last.",
    )
    found_count = fields.Integer("Found", compute="_compute_outcome")
    missing_count = fields.Integer("Not Found", compute="_compute_outcome")
    given_count = fields.Integer("Issued Meanwhile", compute="_compute_outcome")
    strange_numbers = fields.Text("Not in This Batch", compute="_compute_outcome")

    @api.depends("numbers", "batch_id")
    def _compute_outcome(self):
        for count in self:
            found, strange = count._found()
            cards = count.batch_id.card_ids
            counted = found | cards.filtered(lambda card, since=count.batch_id.count_date: card._is_counted(since))
            count.found_count = len(counted)
            count.missing_count = len(cards.filtered(lambda card: card.state in ("stock", "missing")) - counted)
            count.given_count = len(cards.filtered(lambda card: card.state not in ("stock", "missing")))
            count.strange_numbers = "\n".join(strange)

    def _found(self):
        """:return: (cards of the batch that were found, list of what was scanned and isn't of it)"""
        by_number = self.batch_id.card_ids.grouped("number")
        found, strange = self.env["member.card"], []
        for entry in filter(None, re.split(r"[\n,;]+", self.numbers or "")):
            first, _dash, last = (part.strip() for part in entry.partition("-"))
            numbers = self._range(first, last, by_number) if last else [first]
            known = [number for number in numbers if number in by_number]
            found = found.union(*(by_number[number] for number in known))
            strange += [entry.strip()] if len(known) < len(numbers) or not numbers else []
        return found, strange

    def _range(self, first, last, by_number):
        """Cards lie in the batch in the order of their numbers, which needn't follow each other."""
        if first not in by_number or last not in by_number:
            return []
        return [number for number in by_number if first <= number <= last]

    def action_record(self):
        """Keep what was found so far, and scan on."""
        self._record()
        return self.batch_id.action_count()

    def action_close(self):
        """End the count: what is in stock and wasn't found is missing from now on."""
        self._record()
        batch = self.batch_id
        gone = batch.card_ids.filtered(lambda card: card.state == "stock" and not card._is_counted(batch.count_date))
        gone._move("missing", self.env._("Not found in the count of %s", batch.name))
        batch.message_post(
            body=self.env._(
                "Count completed: %(found)s found, %(missing)s missing, %(given)s issued.",
                found=batch.stock_count,
                missing=batch.missing_count,
                given=batch.given_count,
            )
        )
        batch.write({"state": "counted", "count_date": False})

    def _record(self):
        self.ensure_one()
        found, strange = self._found()
        if strange:
            raise UserError(
                self.env._(
                    "These numbers don't belong to %(batch)s: %(numbers)s", batch=self.batch_id.name, numbers=strange
                )
            )
        found.filtered(lambda card: card.state == "missing")._move("stock", self.env._("Found in a count"))
        found.counted_on = self.env.company._member_today()
