import { Component, useEffect, useState } from "@odoo/owl";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { _t } from "@web/core/l10n/translation";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { ActButton } from "@member_loyalty/app/components/act_button/act_button";
import { formatPoints } from "@member_loyalty/app/utils/format_points";
import { isMemberWallet } from "@member_loyalty/app/utils/program";
import { NOTHING, progressWith, wayTo } from "@member_loyalty/app/utils/tier";
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
    static components = { ActButton, MemberBenefits, MemberCard, MemberCards, MemberOffer, MemberQuestion };
    static props = {};

    setup() {
        this.pos = usePos();
        this.ui = useService("ui");
        this.formatPoints = formatPoints;
        // The order that the cashier opened the panel for.
        this.state = useState({ openFor: "", unreachable: false, isOffice: false });
        this.askOffice();
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
    /** Who also works in the office opens the whole profile from here. Nobody waits for the answer. */
    async askOffice() {
        this.state.isOffice = await user.hasGroup("member_loyalty.group_staff").catch(() => false);
    }
    get profileUrl() {
        return this.state.isOffice && !this.isOffline && `/odoo/${this.partner.id}/member-profile`;
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
    get prompts() {
        return this.snapshot?.prompts || [];
    }
    /** A card out of use, or one that is to pay, is looked at before anything is sold. */
    get cardNeedsWork() {
        const { card } = this.snapshot;
        return !card || card.state !== "active" || Boolean(card.fee);
    }
    /** The goods, the total and the way to pay need the room; so does everything on a phone. */
    get isOneLine() {
        return this.ui.isSmall || Boolean(this.order.lines.length);
    }
    get isOpen() {
        return this.state.openFor === this.order.uuid;
    }
    get showsDetails() {
        return !this.isOneLine || this.isOpen;
    }
    /** What can be paid with now: in one line too, where there is no room for the rest. */
    get payable() {
        return this.showsDetails ? [] : this.order.getMemberPayable();
    }
    get points() {
        return this.order.getMemberPoints().map(({ couponId, points }) => ({
            ...points,
            // A card that only this till knows has no balance yet, or one that only the server knows.
            isKnown: couponId > 0 || this.pos.hasSnapshot(this.order, this.partner.id),
        }));
    }
    /** Wallets with money in them, and those that this order pays from. */
    get wallets() {
        return this.order.getMemberWallets().filter(({ balance, paid }) => balance || paid);
    }
    get isOffline() {
        return this.pos.data.network.offline || this.state.unreachable;
    }
    /** The tier that this purchase brings; offline nothing is promised. */
    get brings() {
        return this.isOffline ? undefined : this.order.getTierBrought(this.snapshot?.ladder || [])?.tier;
    }
    /** The way to the next tier, with the order in hand. */
    get standing() {
        const [step] = this.snapshot?.ladder || [];
        if (!step) {
            return undefined;
        }
        const count = this.isOffline ? NOTHING : this.order.getTierCount(step);
        const text = wayTo(step, count, this.env.utils.formatCurrency);
        const isLeftOut = this.order.lines.length && (this.isOffline || this.order.getHasRefundLines());
        return {
            text: isLeftOut ? _t("%s (excluding this order)", text) : text,
            percent: Object.keys(step.asked).join() === "single" ? undefined : progressWith(step, count),
            color: step.tier.color,
        };
    }
    get whyNoMember() {
        const { name, member_left_on } = this.partner;
        return member_left_on ? _t("%s is a former member", name) : _t("%s is not a member", name);
    }
    get bringsText() {
        return _t("This purchase earns %s", this.brings.name);
    }
    get numberText() {
        return _t("Number %s", this.partner.member_number);
    }
    get asOf() {
        if (!this.snapshot) {
            return this.isOffline ? _t("Offline, as last loaded") : "";
        }
        const time = deserializeDateTime(this.snapshot.as_of).toLocaleString(luxon.DateTime.TIME_SIMPLE);
        return this.isOffline ? _t("Offline, as of %s", time) : _t("As of %s", time);
    }
    toggle() {
        this.state.openFor = this.isOpen ? "" : this.order.uuid;
    }
    payLabel({ program, most, worth }) {
        return isMemberWallet(program)
            ? _t("Pay %s", this.env.utils.formatCurrency(most))
            : _t("Pay %(amount)s with %(points)s", {
                  amount: this.env.utils.formatCurrency(worth),
                  points: this.pos.formatSpending(program, most),
              });
    }
    pay({ reward, card }) {
        return this.pos.claimAmount(reward, card.id);
    }
    enrol() {
        const { id, name, phone, email } = this.partner;
        return this.pos.openMemberDialog(MemberEnrolDialog, {
            order: this.order,
            values: { partner_id: id, name, phone: phone || "", email: email || "" },
        });
    }
}
