import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";
import { convertCSSColorToRgba } from "@web/core/utils/colors";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** A member.tier as a pill in its own colour. */
export class TierBadgeField extends Component {
    static template = "member_loyalty.TierBadgeField";
    static props = { ...standardFieldProps };

    get tier() {
        return this.props.record.data[this.props.name];
    }

    get style() {
        const color = this.tier.color || "#9aa0a6";
        return `background-color: ${color}; color: ${readableOn(color)};`;
    }
}

/** Black or white, whichever is easier to read on the colour (perceived brightness, ITU-R BT.601). */
function readableOn(color) {
    const { red, green, blue } = convertCSSColorToRgba(color) || { red: 0, green: 0, blue: 0 };
    return 0.299 * red + 0.587 * green + 0.114 * blue > 150 ? "#000" : "#fff";
}

export const tierBadgeField = {
    component: TierBadgeField,
    displayName: _t("Tier Badge"),
    supportedTypes: ["many2one"],
    relatedFields: [{ name: "color", type: "char" }],
};

registry.category("fields").add("tier_badge", tierBadgeField);
