import { Component, onWillDestroy, onWillStart, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { FocusKnown } from "./focus_known";
import { FocusOutcome } from "./focus_outcome";
import { FocusTimer } from "./focus_timer";
import { useFocusKeys } from "./focus_keys";

const NOTHING_SAID = { outcome: null, day: "", reason: null, mark: null, note: "" };

/** One contact after the other: who this is, what to say, what came of it, next. */
export class FollowupFocus extends Component {
    static template = "member_followup.FollowupFocus";
    static components = { Layout, FocusKnown, FocusOutcome, FocusTimer };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.root = useRef("root");
        this.display = { controlPanel: {} };
        this.outcomes = [];
        this.reasons = [];
        this.state = useState({
            ids: [],
            finished: 0,
            doneToday: 0,
            contact: null,
            said: { ...NOTHING_SAID },
            started: Date.now(),
            isBusy: false,
            error: null,
            hint: "",
        });
        onWillStart(() => this.attempt(() => this.begin()));
        useSetupAction({ rootRef: this.root, getLocalState: () => this.kept });
        useFocusKeys(this);
        const warn = (ev) => this.isBegun && ev.preventDefault();
        browser.addEventListener("beforeunload", warn);
        onWillDestroy(() => browser.removeEventListener("beforeunload", warn));
    }

    /** What is there again for who comes back from the member's profile. */
    get kept() {
        const { ids, finished, contact, said, started } = this.state;
        return { ids, finished, contactId: contact?.id, said: { ...said }, started };
    }

    /** Something was said that isn't recorded yet. */
    get isBegun() {
        const { outcome, mark, note } = this.state.said;
        return Boolean(outcome || note || mark !== null);
    }

    get progressText() {
        return _t("%(number)s of %(total)s", { number: this.state.finished + 1, total: this.total });
    }

    get doneText() {
        return _t("%s done today", this.state.doneToday);
    }

    get overText() {
        return _t("Contacts made today: %s. What comes next appears under My Contacts.", this.state.doneToday);
    }

    get listedText() {
        return _t("On the list of %s. Take it, and nobody else contacts this member today.", this.state.contact.store);
    }

    get total() {
        return this.state.finished + this.state.ids.length;
    }

    get percent() {
        return this.total ? Math.round((100 * this.state.finished) / this.total) : 100;
    }

    get mayRecord() {
        const { contact } = this.state;
        return contact && !contact.is_listed && ["open", "stopped"].includes(contact.state);
    }

    // ── One after the other ─────────────────────────────────────────────────────────────────────────────────────

    async begin() {
        const queue = await this.orm.silent.call("member.followup", "my_queue", []);
        const { state } = this.props;
        const first = state?.ids || this.props.action.context.followup_first || [];
        Object.assign(this, { outcomes: queue.outcomes, reasons: queue.reasons });
        this.state.doneToday = queue.done;
        this.state.finished = state?.finished || 0;
        // Those that were chosen first; of them, what somebody else did meanwhile says so itself.
        this.state.ids = [...first, ...queue.ids.filter((id) => !first.includes(id))];
        await this.show();
        if (state?.contactId === this.state.contact?.id && state?.said) {
            Object.assign(this.state, { said: state.said, started: state.started });
        }
    }

    /** Show the first of those that are left. */
    async show() {
        const [id] = this.state.ids;
        const contact = id ? await this.orm.silent.call("member.followup", "focus", [id]) : null;
        Object.assign(this.state, { contact, said: { ...NOTHING_SAID }, started: Date.now(), hint: "" });
        this.root.el?.querySelector(".o_content")?.scrollTo(0, 0);
        this.leaveField();
    }

    /** Do what needs the server, one step after the other. What fails stays on the screen, and goes on from there. */
    async attempt(...steps) {
        if (this.state.isBusy) {
            return;
        }
        Object.assign(this.state, { isBusy: true, error: null, hint: "" });
        try {
            while (steps.length) {
                await steps[0]();
                steps.shift();
            }
        } catch (error) {
            const isLost = error instanceof ConnectionLostError;
            this.state.error = {
                text: isLost
                    ? _t("The server can't be reached. Nothing is lost: try again when you are online.")
                    : error.data?.message || error.message,
                again: isLost && (() => this.attempt(...steps)),
            };
        } finally {
            this.state.isBusy = false;
        }
    }

    /** The next one, without a word about this one. */
    pass() {
        this.state.ids.shift();
        return this.attempt(() => this.show());
    }

    // ── What the user does ──────────────────────────────────────────────────────────────────────────────────────

    choose(outcome) {
        if (this.mayRecord) {
            Object.assign(this.state.said, {
                outcome,
                day: outcome.asks === "promised" ? this.state.contact.visit_on || this.dayIn(1) : "",
                reason: null,
                // Who wasn't spoken to gave no mark.
                mark: outcome.is_talk ? this.state.said.mark : null,
            });
            this.state.hint = "";
            this.leaveField();
        }
    }

    /** A mark is given in a talk: without another word the member was reached. */
    giveMark(mark) {
        const { outcome } = this.state.said;
        if (this.mayRecord && !outcome?.is_talk) {
            this.choose(this.outcomes.find((one) => one.is_talk && !one.asks));
        }
        this.state.said.mark = mark;
        this.leaveField();
    }

    /** What Enter does: take it, record it and go on, or go back when all is done. */
    next() {
        const { contact, error } = this.state;
        if (error?.again) {
            return error.again();
        }
        if (!contact) {
            return error && this.state.ids.length ? this.pass() : this.back();
        }
        if (contact.is_listed && contact.state === "open") {
            return error ? this.pass() : this.take();
        }
        if (!this.mayRecord) {
            return this.pass();
        }
        this.state.hint = this.missing();
        return this.state.hint || this.finish();
    }

    missing() {
        const { outcome, day, reason } = this.state.said;
        if (!outcome) {
            return _t("Choose what came of it, or skip this contact.");
        }
        if (outcome.asks === "promised" && !day) {
            return _t("Choose the day of the visit.");
        }
        return outcome.asks === "reason" && !reason ? _t("Choose the reason of the complaint.") : "";
    }

    finish() {
        this.leaveField();
        const { contact, said, started } = this.state;
        const recorded = { note: said.note, seconds: Math.round((Date.now() - started) / 1000) };
        if (said.day) {
            recorded[said.outcome.asks] = said.day;
        }
        if (said.reason) {
            recorded.reason = said.reason;
        }
        if (said.mark !== null) {
            recorded.mark = said.mark;
        }
        const record = async () => {
            const told = await this.orm.silent.call(
                "member.followup",
                "action_finish",
                [contact.id, said.outcome.name],
                recorded
            );
            this.state.finished++;
            this.state.doneToday++;
            this.state.ids.shift();
            if (told.said) {
                this.notification.add(told.said, { type: "success" });
            }
        };
        return this.attempt(record, () => this.show());
    }

    /** A button of the contact itself. */
    press(method) {
        return this.orm.silent.call("member.followup", method, [this.state.contact.id]);
    }

    take() {
        return this.attempt(
            () => this.press("action_take"),
            () => this.show()
        );
    }

    putBack() {
        return this.attempt(
            () => this.press("action_put_back"),
            () => this.state.ids.shift(),
            () => this.show()
        );
    }

    /** Later today: it goes behind the others. What nobody has taken is left to the others of the store. */
    skip() {
        const { contact, ids } = this.state;
        if (contact.is_listed) {
            return this.pass();
        }
        return this.attempt(
            () => this.press("action_skip"),
            () => ids.push(ids.shift()),
            () => this.show()
        );
    }

    async copy() {
        await browser.navigator.clipboard.writeText(this.state.contact.dial.phone);
        this.notification.add(_t("The number is copied."), { type: "success" });
    }

    openProfile() {
        return this.action.doAction("member_loyalty.member_profile_action", {
            additionalContext: { active_id: this.state.contact.who.partner_id },
        });
    }

    /** The records behind a figure, as `_member_opens` of res.partner names them. */
    open({ name, model, domain, id }) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: model,
            views: id
                ? [[false, "form"]]
                : [
                      [false, "list"],
                      [false, "form"],
                  ],
            target: "current",
            ...(id ? { res_id: id } : { domain }),
        });
    }

    back() {
        return this.env.config.breadcrumbs.length > 1
            ? this.env.config.historyBack()
            : this.action.doAction("member_followup.member_followup_action_mine", { clearBreadcrumbs: true });
    }

    // ── The screen ──────────────────────────────────────────────────────────────────────────────────────────────

    /** Keys are for the screen again. */
    leaveField() {
        if (this.root.el?.contains(document.activeElement)) {
            document.activeElement.blur();
        }
    }

    /** A day as the server reads it, so many days from today. */
    dayIn(days) {
        return luxon.DateTime.now().plus({ days }).toISODate();
    }

    get picture() {
        return `/web/image/res.partner/${this.state.contact.who.partner_id}/avatar_128`;
    }

    get badgeStyle() {
        const { color, text_color } = this.state.contact.who.tier;
        return `background-color: ${color || "#39424e"}; color: ${text_color};`;
    }

    get key() {
        return this.state.contact ? `${this.state.contact.id}-${this.state.started}` : "none";
    }
}

registry.category("actions").add("member_followup_focus", FollowupFocus);
