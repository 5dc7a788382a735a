from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...engine import handbook

# What a manager writes; all else is generated, and frozen by publishing.
FREE = {"intro", "auto_publish"}
FROZEN = FREE | {"company_id", "state", "version", "date", "user_id", "content", "faces"}


class MemberHandbook(models.Model):
    """The rules of the membership in the words of members: a draft that is always generated from the rules in force,
    and the versions that were published, as they were.
    """

    _name = "member.handbook"
    _description = "Handbook"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "company_id, state, version desc"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    state = fields.Selection(
        [("draft", "Current rules"), ("published", "Published")],
        "Status",
        required=True,
        readonly=True,
        default="draft",
    )
    version = fields.Integer(readonly=True, copy=False, default=0)
    date = fields.Date("Published On", readonly=True, copy=False)
    user_id = fields.Many2one("res.users", "Published By", readonly=True, copy=False, ondelete="restrict")
    intro = fields.Text("Introduction", translate=True, help="The introduction is shown before the generated rules.")
    auto_publish = fields.Boolean(
        "Publish Automatically",
        help="A new version is published the night after the rules change. If disabled, the membership "
        "manager is asked to publish it: what was only tried out isn't told to members.",
    )
    content = fields.Json(readonly=True, copy=False, prefetch=False, help="The published content, by language.")
    faces = fields.Json(
        "Card Designs", readonly=True, copy=False, prefetch=False, help="The tier pictures at the time of publication."
    )
    is_newest = fields.Boolean("Current Version", compute="_compute_is_newest")
    is_outdated = fields.Boolean("Rules Changed", compute="_compute_is_outdated")
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    changes = fields.Html(compute="_compute_changes", sanitize=False)

    # Where a handbook is read, and its file.
    version_before = fields.Integer("Previous Version", compute="_compute_version_before")
    page_url = fields.Char("Page", compute="_compute_page_url")

    _version_unique = models.UniqueIndex("(company_id, version)", "This version already exists.")

    @api.depends("version", "state")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for one in self:
            one.display_name = (
                self.env._("Handbook, version %s", one.version)
                if one.state == "published"
                else self.env._("Handbook, current rules")
            )

    @api.depends("state", "version")
    def _compute_is_newest(self):
        newest = {company: self._newest(company) for company in self.company_id}
        for one in self:
            one.is_newest = one == newest[one.company_id]

    def _compute_is_outdated(self):
        outdated = {company: self._draft(company)._is_different() for company in self.company_id}
        for one in self:
            one.is_outdated = (one.is_newest or one.state == "draft") and outdated[one.company_id]

    @api.depends("intro")
    @api.depends_context("lang")
    def _compute_preview(self):
        for one in self:
            one.preview = self.env["ir.qweb"]._render("member_loyalty.member_handbook_body", one._page_values())

    @api.depends("intro")
    @api.depends_context("lang")
    def _compute_changes(self):
        for one in self:
            found = one._changes_since(one._before())
            one.changes = found and self.env["ir.qweb"]._render(
                "member_loyalty.member_handbook_changes", {"changes": found}
            )

    def write(self, vals):
        if not self.env.su and set(vals) - FREE:
            raise UserError(self.env._("The rules are generated. Only the introduction can be edited here."))
        if any(one.state == "published" for one in self) and set(vals) & FROZEN:
            raise UserError(self.env._("A published version can't be edited. Publish a new version."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_nothing(self):
        raise UserError(self.env._("Published handbooks can't be deleted, because members may have read them."))

    # ── Versions ──────────────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _newest(self, company, version=None):
        """:return: the version that is in force in a company, or the one that was asked for; none if there is none"""
        domain = Domain("company_id", "=", company.id) & Domain("state", "=", "published")
        if version:
            domain &= Domain("version", "=", version)
        return self.search(domain, order="version desc", limit=1)

    @api.model
    def _shown(self, company, context):
        """:return: the version that somebody who enrolls was shown, none if that was nothing; else the one in force"""
        if "member_handbook_id" not in context:
            return self._newest(company)
        return self.search(
            [
                ("id", "=", context["member_handbook_id"]),
                ("company_id", "=", company.id),
                ("state", "=", "published"),
            ]
        )

    @api.model
    def _draft(self, company):
        """:return: the company's draft, which goes on from the version before"""
        # sudo: a draft is nobody's text but the rules; who may read them may see it.
        Handbook = self.sudo()
        draft = Handbook.search([("company_id", "=", company.id), ("state", "=", "draft")], limit=1)
        if not draft:
            newest = Handbook._newest(company)
            draft = newest.copy({"state": "draft"}) if newest else Handbook.create({"company_id": company.id})
        return draft.sudo(self.env.su)

    def _before(self):
        """:return: the version that this one takes the place of, or none"""
        self.ensure_one()
        domain = Domain("company_id", "=", self.company_id.id) & Domain("state", "=", "published")
        if self.state == "published":
            domain &= Domain("version", "<", self.version)
        return self.search(domain, order="version desc", limit=1)

    def _languages(self):
        return [code for code, _name in self.env["res.lang"].get_installed()]

    def _content(self, lang=None):
        """
        :param lang: code of a language; the reader's without one
        :return: dict, see ``engine.handbook``: frozen for a version, else the rules as they are
        """
        self.ensure_one()
        lang = lang or self.env.lang or "en_US"
        if self.state == "draft":
            return self._build(lang)
        # A language that is newer than the version: the company's own, else any.
        return next(
            self.content[code]
            for code in (lang, self.company_id.partner_id.lang, "en_US", *self.content)
            if code in self.content
        )

    def _changes_since(self, before):
        """What a reader of an earlier version finds new here.

        :return: list of :class:`engine.handbook.Change`
        """
        return handbook.compare(before._content(), self._content()) if before else []

    def _is_different(self):
        """:return: whether the rules in force aren't those that were published, in any language"""
        self.ensure_one()
        published = self._newest(self.company_id)
        return bool(published) and any(
            handbook.compare(published.content.get(lang) or {}, self._build(lang)) for lang in self._languages()
        )

    def action_publish(self):
        """Freeze the rules as they are now: what members read, and accept, from now on."""
        self.ensure_one()
        self.check_access("write")
        self.lock_for_update()
        if self.state == "published" or (self._before() and not self._is_different()):
            raise UserError(self.env._("Nothing has changed since the last version."))
        self._publish()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _publish(self):
        # sudo: the right was checked; what is published is generated, and written by nobody.
        self.sudo().write(
            {
                "content": {lang: self._build(lang) for lang in self._languages()},
                "faces": self._build_faces(),
                "version": self._before().version + 1,
                "date": self.company_id._member_today(),
                "user_id": self.env.uid,
                "state": "published",
            }
        )
        # sudo: what was asked of whom may publish is done, whoever did it.
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        self._draft(self.company_id)
        # The version before isn't the newest any more.
        self.invalidate_model(["is_newest", "is_outdated", "changes"])

    # ── Every night ───────────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _night_keep_true(self, job):
        """What members read is what is in force: publish, or ask for it, where the rules have changed."""
        published = self.search([("state", "=", "published"), ("company_id", "=", job.company_id.id)])
        for newest in published.filtered("is_newest"):
            draft = self._draft(newest.company_id)
            if not draft._is_different():
                continue
            if draft.auto_publish:
                draft._publish()
            elif not draft.activity_ids:
                draft.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=self.env._("The rules have changed since version %s of the handbook", newest.version),
                    user_id=newest.company_id._member_responsible().id,
                )
        return True

    @api.model
    def action_open(self):
        """The rules as they are in the user's company, and what was published."""
        self._draft(self.env.company)
        return self.env["ir.actions.act_window"]._for_xml_id("member_loyalty.member_handbook_action")

    @api.depends("version", "state")
    def _compute_version_before(self):
        for one in self:
            one.version_before = one._before().version

    @api.depends("version", "company_id")
    def _compute_page_url(self):
        for one in self:
            one.page_url = f"{one.get_base_url()}/membership/handbook/{one.company_id.id}?version={one.version}"

    def _pdf_url(self):
        return f"/membership/handbook/{self.company_id.id}/pdf?version={self.version}"

    def action_open_page(self):
        """What members read."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.page_url, "target": "new"}

    def action_open_draft(self):
        """The rules as they are, and what has changed."""
        self.ensure_one()
        return self._draft(self.company_id).get_formview_action()

    def _pdf(self):
        """The file of a published version in the reader's language, made once: anybody may ask for it any time.

        :return: bytes
        :raise UserError: when no file can be made here
        """
        self.ensure_one()
        lang = self.env.lang or "en_US"
        name = f"handbook-{self.version}-{lang}.pdf"
        # sudo: a published version is for everybody.
        Attachment = self.env["ir.attachment"].sudo()
        made = Attachment.search(
            [("res_model", "=", self._name), ("res_id", "=", self.id), ("name", "=", name)], limit=1
        )
        if made:
            return made.raw
        # sudo: as above; a reader has no rights on reports.
        report = self.env["ir.actions.report"].sudo()
        content, kind = report._render_qweb_pdf("member_loyalty.member_handbook_report", self.ids)
        if kind != "pdf":
            raise UserError(self.env._("The PDF file can't be created. Print the page instead."))
        Attachment.create({"name": name, "res_model": self._name, "res_id": self.id, "raw": content})
        return content
