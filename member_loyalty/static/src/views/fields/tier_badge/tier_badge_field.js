import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** A member.tier as a pill in its own color. */
export class TierBadgeField extends Component {
    static template = "member_loyalty.TierBadgeField";
    static props = { ...standardFieldProps };

    get tier() {
        return this.props.record.data[this.props.name];
    }

    get style() {
        const { color, text_color } = this.tier;
        return `background-color: ${color || "#39424e"}; color: ${text_color};`;
    }
}

export const tierBadgeField = {
    component: TierBadgeField,
    displayName: _t("Tier Badge"),
    supportedTypes: ["many2one"],
    relatedFields: [
        { name: "color", type: "char" },
        { name: "text_color", type: "char" },
    ],
};

registry.category("fields").add("tier_badge", tierBadgeField);
