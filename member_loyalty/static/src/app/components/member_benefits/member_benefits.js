import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { ActButton } from "@member_loyalty/app/components/act_button/act_button";
import { once } from "@member_loyalty/app/utils/once";

/**
 * The member's benefits: what is left of each, used with one touch, taken back with another.
 */
export class MemberBenefits extends Component {
    static template = "member_loyalty.MemberBenefits";
    static components = { ActButton };
    static props = {
        order: Object,
        snapshot: { type: Object, optional: true },
    };

    setup() {
        this.pos = usePos();
        this.state = useState({ busy: false, choice: {} });
    }
    /** Open until goods come onto the order, which need the room; then as the cashier likes it. */
    get isOpen() {
        const { uuid, lines } = this.props.order;
        const { choice } = this.state;
        return choice.uuid === uuid ? choice.isOpen : !lines.length;
    }
    setOpen(isOpen) {
        this.state.choice = { uuid: this.props.order.uuid, isOpen };
    }
    get benefits() {
        return this.props.snapshot?.benefits || [];
    }
    get toggleLabel() {
        return _t("Benefits (%s)", this.benefits.length);
    }
    undoLabel(benefit) {
        return _t("Undo %s", benefit.name);
    }
    get isOffline() {
        return this.pos.data.network.offline;
    }
    use(benefit) {
        return once(this.state, () => this.pos.useBenefit(this.props.order, benefit));
    }
    undo(benefit) {
        return once(this.state, () => this.pos.undoBenefit(this.props.order, benefit.undo));
    }
}
