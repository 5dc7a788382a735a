import { Component, onWillStart, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { parseFloat } from "@web/views/fields/parsers";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { ActButton } from "@member_loyalty/app/components/act_button/act_button";
import { once } from "@member_loyalty/app/utils/once";

/**
 * Puts money into the member's wallet: an offer of the shop, or any amount.
 */
export class MemberTopUpDialog extends Component {
    static template = "member_loyalty.MemberTopUpDialog";
    static components = { ActButton, Dialog };
    static props = {
        order: Object,
        program: Object,
        close: Function,
    };

    setup() {
        this.pos = usePos();
        this.state = useState({ offers: [], message: "", amount: "", busy: false });
        onWillStart(async () => {
            const { config, data } = this.pos;
            const partner = this.props.order.getPartner();
            const offers = await data.silentCall("pos.config", "topup_offers", [[config.id], partner.id]);
            if (offers) {
                this.state.offers = offers;
            } else {
                this.state.message = _t("Offers can't be loaded right now. You can top up any amount.");
            }
        });
    }
    get title() {
        return _t("Top up %(program)s", { program: this.props.program.name });
    }
    payLabel(offer) {
        return _t("Pay %s", this.env.utils.formatCurrency(offer.pay));
    }
    get amount() {
        try {
            return parseFloat(this.state.amount);
        } catch {
            return 0;
        }
    }
    choose(offer) {
        return this.take(offer.pay, offer);
    }
    chooseAmount() {
        if (this.amount <= 0) {
            this.state.message = _t("Enter the amount to top up, for example 50.");
            return undefined;
        }
        return this.take(this.amount);
    }
    /** Once: whichever offer was touched first, by Enter or by a finger. */
    take(amount, offer) {
        return once(this.state, async () => {
            await this.pos.addTopUp(this.props.program, amount, offer);
            this.props.close();
        });
    }
    onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.chooseAmount();
        }
    }
}
