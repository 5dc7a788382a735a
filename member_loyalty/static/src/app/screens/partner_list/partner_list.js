import { PartnerList } from "@point_of_sale/app/screens/partner_list/partner_list";
import { patch } from "@web/core/utils/patch";

/**
 * A till that shows phone numbers masked can't search in them: what the server found for the same words is a hit, too.
 */
patch(PartnerList.prototype, {
    setup() {
        super.setup();
        this.foundByServer = {};
    },
    async getNewPartners() {
        const query = this.state.query;
        const found = await super.getNewPartners();
        const known = (this.foundByServer[query] ??= new Set());
        found.forEach(({ id }) => known.add(id));
        return found;
    },
    getPartners(partners) {
        const shown = super.getPartners(partners);
        const known = this.state.query && this.foundByServer[this.state.query];
        if (!known) {
            return shown;
        }
        return [...shown, ...partners.filter((partner) => known.has(partner.id) && !shown.includes(partner))];
    },
});
