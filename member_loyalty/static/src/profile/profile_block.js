import { Component } from "@odoo/owl";

/** A block of a member's profile: figures as tiles, then lines. What has records behind it opens them. */
export class ProfileBlock extends Component {
    static template = "member_loyalty.ProfileBlock";
    static props = { block: Object, partnerId: Number, open: Function, "*": true };

    get isEmpty() {
        return !this.props.block.tiles?.length && !this.props.block.items?.length;
    }
}
