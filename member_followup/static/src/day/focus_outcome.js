import { Component, useEffect, useRef, useState } from "@odoo/owl";

const ICONS = {
    reached: "fa-check",
    promised: "fa-calendar-check-o",
    no_answer: "fa-volume-off",
    declined: "fa-times",
    wrong_number: "fa-chain-broken",
    complaint: "fa-exclamation-circle",
    stop: "fa-ban",
    maybe: "fa-question-circle-o",
};

/** What came of it, in one touch; what that asks for; a note; next. */
export class FocusOutcome extends Component {
    static template = "member_followup.FocusOutcome";
    static props = {
        outcomes: Array,
        reasons: Array,
        said: Object,
        question: String,
        hint: String,
        isBusy: Boolean,
        choose: Function,
        giveMark: Function,
        next: Function,
        dayIn: Function,
    };

    setup() {
        this.said = useState(this.props.said);
        this.asked = useRef("asked");
        // Who has chosen by a key goes on by the keyboard.
        useEffect(
            (asks) => asks && asks !== "again" && this.asked.el?.querySelector("input, button")?.focus(),
            () => [this.said.outcome?.asks]
        );
    }

    icon({ name }) {
        return ICONS[name] || "fa-circle-o";
    }

    get marks() {
        return [...Array(11).keys()];
    }

    get today() {
        return this.props.dayIn(0);
    }

    /** Enter goes on from here. */
    chooseReason(ev, reason) {
        this.said.reason = reason.id;
        ev.currentTarget.blur();
    }

    onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            ev.stopPropagation();
            this.props.next();
        }
    }
}
