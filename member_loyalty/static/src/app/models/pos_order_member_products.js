import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

patch(PosOrder.prototype, {
    /**
     * @param {ProductTemplate} product
     * @returns {string} why the order's customer can't buy it, empty when they can
     */
    getMemberProductProblem(product) {
        if (!product?.member_only) {
            return "";
        }
        const member = this.getMember();
        if (!member) {
            return _t("%s is for members only. Find or enrol the customer, or take it off the order.", product.name);
        }
        const tiers = product.member_tier_ids;
        if (tiers.length && !tiers.some(({ id }) => id === member.member_tier_id?.id)) {
            return _t("%(product)s is for members of %(tiers)s only. Take it off %(member)s's order.", {
                product: product.name,
                tiers: tiers.map(({ name }) => name).join(", "),
                member: member.name,
            });
        }
        return "";
    },
    /**
     * @returns {Map<ProductTemplate, number>} what the order sells of products for members only
     */
    getMemberOnlyQuantities() {
        const quantities = new Map();
        for (const line of this.lines.filter((line) => !line.refunded_orderline_id)) {
            const product = line.product_id.product_tmpl_id;
            if (product.member_only) {
                quantities.set(product, (quantities.get(product) || 0) + line.getQuantity());
            }
        }
        return quantities;
    },
});
