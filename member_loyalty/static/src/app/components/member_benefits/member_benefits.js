import { Component, useState } from "@odoo/owl";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";

/**
 * The member's benefits: what is left of each, used with one touch, taken back with another.
 */
export class MemberBenefits extends Component {
    static template = "member_loyalty.MemberBenefits";
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
    get isOffline() {
        return this.pos.data.network.offline;
    }
    use(benefit) {
        return this.once(() => this.pos.useBenefit(this.props.order, benefit));
    }
    undo(benefit) {
        return this.once(() => this.pos.undoBenefit(this.props.order, benefit.undo));
    }
    /** A second touch waits for the answer to the first. */
    async once(ask) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            await ask();
        } finally {
            this.state.busy = false;
        }
    }
}
