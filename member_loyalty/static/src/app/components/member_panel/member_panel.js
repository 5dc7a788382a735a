import { Component, useEffect, useState } from "@odoo/owl";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { useService } from "@web/core/utils/hooks";
import { _t } from "@web/core/l10n/translation";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { formatPoints } from "@member_loyalty/app/utils/format_points";
import { MemberBenefits } from "@member_loyalty/app/components/member_benefits/member_benefits";
import { MemberCard } from "@member_loyalty/app/components/member_card/member_card";
import { MemberCards } from "@member_loyalty/app/components/member_cards/member_cards";
import { MemberOffer } from "@member_loyalty/app/components/member_offer/member_offer";
import { MemberQuestion } from "@member_loyalty/app/components/member_question/member_question";
import { MemberEnrolDialog } from "@member_loyalty/app/components/popups/member_enrol_dialog/member_enrol_dialog";

/**
 * Who the customer is to the shop: tier, points, way to the next tier, what to say now.
 */
export class MemberPanel extends Component {
    static template = "member_loyalty.MemberPanel";
    static components = { MemberBenefits, MemberCard, MemberCards, MemberOffer, MemberQuestion };
    static props = {};

    setup() {
        this.pos = usePos();
        this.ui = useService("ui");
        this.dialog = useService("dialog");
        this.formatPoints = formatPoints;
        this.state = useState({ expanded: false, unreachable: false });
        useEffect(
            () => {
                this.refresh();
            },
            () => [this.order?.uuid, this.partner?.id, this.pos.data.network.offline]
        );
    }
    async refresh() {
        this.state.unreachable = !(await this.pos.refreshMember(this.order));
    }
    get order() {
        return this.pos.getOrder();
    }
    get partner() {
        return this.order?.getPartner();
    }
    get tier() {
        return this.partner.member_tier_id;
    }
    /** What the server said of this customer, if it did. */
    get snapshot() {
        const snapshot = this.order.uiState.memberSnapshot;
        return snapshot?.partner_id === this.partner.id ? snapshot : undefined;
    }
    get showsDetails() {
        return !this.ui.isSmall || this.state.expanded;
    }
    get points() {
        return this.order.getMemberPoints().map(({ couponId, points }) => ({
            ...points,
            // A card that only this till knows has no balance yet, or one that only the server knows.
            isKnown: Boolean(couponId > 0 || this.snapshot),
        }));
    }
    /** Wallets with money in them, and those that this order pays from. */
    get wallets() {
        return this.order.getMemberWallets().filter(({ balance, paid }) => balance || paid);
    }
    /** The shortest way to the next tier, and how far the member's purchases have come. */
    get standing() {
        const { next_tier, missing_spend, missing_single, missing_text, progress } = this.snapshot || {};
        if (!next_tier) {
            return undefined;
        }
        if (missing_spend === false && missing_single === false) {
            return {
                text: _t("%(tier)s: %(missing)s", { tier: next_tier.name, missing: missing_text }),
                percent: progress,
                color: next_tier.color,
            };
        }
        const bySpend = missing_spend !== false;
        const isOnePurchaseShorter = missing_single !== false && !(bySpend && missing_spend <= missing_single);
        const amount = this.env.utils.formatCurrency(isOnePurchaseShorter ? missing_single : missing_spend);
        return {
            text: isOnePurchaseShorter
                ? _t("%(tier)s with one purchase of %(amount)s", { tier: next_tier.name, amount })
                : _t("%(amount)s to %(tier)s", { tier: next_tier.name, amount }),
            percent: bySpend ? progress : undefined,
            color: next_tier.color,
        };
    }
    get asOf() {
        const isOffline = this.pos.data.network.offline || this.state.unreachable;
        if (!this.snapshot) {
            return isOffline ? _t("Offline, as last seen here") : "";
        }
        const time = deserializeDateTime(this.snapshot.as_of).toLocaleString(luxon.DateTime.TIME_SIMPLE);
        return isOffline ? _t("Offline, as of %s", time) : _t("As of %s", time);
    }
    toggle() {
        this.state.expanded = !this.state.expanded;
    }
    enrol() {
        const { id, name, phone, email } = this.partner;
        this.dialog.add(MemberEnrolDialog, {
            order: this.order,
            values: { partner_id: id, name, phone: phone || "", email: email || "" },
        });
    }
}
