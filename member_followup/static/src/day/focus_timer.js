import { Component, onWillDestroy, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";

/** R28: three minutes are enough. */
const GENTLE = 180;

/** How long the contact has been on the screen. */
export class FocusTimer extends Component {
    static template = "member_followup.FocusTimer";
    static props = { started: Number };

    setup() {
        this.state = useState({ now: Date.now() });
        const ticking = browser.setInterval(() => (this.state.now = Date.now()), 1000);
        onWillDestroy(() => browser.clearInterval(ticking));
    }

    get seconds() {
        return Math.max(0, Math.floor((this.state.now - this.props.started) / 1000));
    }

    get text() {
        return `${Math.floor(this.seconds / 60)}:${String(this.seconds % 60).padStart(2, "0")}`;
    }

    get isLong() {
        return this.seconds >= GENTLE;
    }
}
