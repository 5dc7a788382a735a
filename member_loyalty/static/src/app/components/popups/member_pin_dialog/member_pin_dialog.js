import { Component, onMounted, useExternalListener, useRef, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { barcodeService } from "@barcodes/barcode_service";
import { BACKSPACE, EMPTY, Numpad, ZERO, getButtons } from "@point_of_sale/app/components/numpad/numpad";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { ActButton } from "@member_loyalty/app/components/act_button/act_button";
import { useMemberScan } from "@member_loyalty/app/hooks/member_scan_hook";
import { cardNumberAtEnd } from "@member_loyalty/app/utils/card_number";
import { useSecret } from "@member_loyalty/app/utils/secret";

const PIN = /^[0-9]{4,8}$/;

/**
 * The member shows who they are: a PIN that nobody else sees on the screen, or their card; or chooses a new PIN, twice.
 *
 * The payload is a dict of `pin` or `card`.
 */
export class MemberPinDialog extends Component {
    static template = "member_loyalty.MemberPinDialog";
    static components = { ActButton, Dialog, Numpad };
    static props = {
        title: String,
        subtitle: { type: String, optional: true },
        isNew: { type: Boolean, optional: true },
        getPayload: Function,
        close: Function,
    };

    setup() {
        this.pos = usePos();
        this.content = useRef("content");
        this.buttons = getButtons([EMPTY, ZERO, BACKSPACE]);
        this.state = useState({ pin: "", again: "", message: "", field: "pin" });
        useSecret();
        useMemberScan(this.onCard);
        // Before the scanner's listener: digits that are typed fast are no scan here, wherever the cursor is.
        useExternalListener(window, "keydown", this.onKeydown, { capture: true });
        onMounted(() => this.focus("pin"));
    }
    get fields() {
        const fields = [{ name: "pin", label: this.props.isNew ? _t("New PIN, 4 to 8 digits") : _t("PIN") }];
        return this.props.isNew ? [...fields, { name: "again", label: _t("The same digits again") }] : fields;
    }
    focus(name) {
        this.state.field = name;
        this.content.el?.querySelector(`[name='${name}']`)?.focus();
    }
    /** What is typed gets into the field, where no scanner's listener takes it. */
    onKeydown(ev) {
        const isField = this.fields.some(({ name }) => name === ev.target.name);
        if (ev.key === "Enter" && (isField || !ev.target.closest?.(".modal button"))) {
            ev.preventDefault();
            ev.stopPropagation();
            this.confirm();
        } else if (ev.key.length === 1 && !ev.ctrlKey && !ev.metaKey && !ev.altKey) {
            ev.stopPropagation();
            if (!isField) {
                ev.preventDefault();
                this.onPad(ev.key);
            }
        }
    }
    get card() {
        return this.props.isNew ? "" : cardNumberAtEnd(this.state.pin, this.pos.config._member_card_types);
    }
    /** A scanner types the card; not all of them end with Enter. */
    onInput() {
        this.state.message = "";
        clearTimeout(this.endOfScan);
        if (this.card) {
            this.endOfScan = setTimeout(() => this.onCard(this.card), barcodeService.maxTimeBetweenKeysInMs);
        }
    }
    onPad(key) {
        const { field } = this.state;
        const digits = this.state[field];
        this.state[field] = key === BACKSPACE.value ? digits.slice(0, -1) : digits + key;
        this.onInput();
        this.focus(field);
    }
    get problem() {
        const { pin, again, field } = this.state;
        if (!PIN.test(pin)) {
            return { field: "pin", message: _t("A PIN has 4 to 8 digits.") };
        }
        if (this.props.isNew && field === "again" && pin !== again) {
            return { field: "again", message: _t("The two PINs are different. Enter the same digits again.") };
        }
        return undefined;
    }
    confirm() {
        const { card, problem } = this;
        if (card) {
            this.onCard(card);
        } else if (problem) {
            this.state[problem.field] = "";
            this.state.message = problem.message;
            this.focus(problem.field);
        } else if (this.props.isNew && this.state.pin !== this.state.again) {
            this.focus("again");
        } else {
            this.answer({ pin: this.state.pin });
        }
    }
    onCard(card) {
        if (card && !this.props.isNew) {
            this.answer({ card });
        }
    }
    answer(proof) {
        clearTimeout(this.endOfScan);
        this.props.getPayload(proof);
        this.props.close();
    }
}
