import { Component } from "@odoo/owl";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { ActButton } from "@member_loyalty/app/components/act_button/act_button";
import { MemberTopUpDialog } from "@member_loyalty/app/components/popups/member_top_up_dialog/member_top_up_dialog";
import { isMemberWallet, spendingNotice, storeDay, walletReward } from "@member_loyalty/app/utils/program";

/**
 * What the member owns, and what can be done with it now: pay with the wallet, top it up.
 */
export class MemberCards extends Component {
    static template = "member_loyalty.MemberCards";
    static components = { ActButton };
    static props = {
        order: Object,
        snapshot: { type: Object, optional: true },
    };

    setup() {
        this.pos = usePos();
    }
    get wallets() {
        return this.props.order.getMemberWallets().map((wallet) => ({
            ...wallet,
            bonus: this.detailsOf(wallet.program)?.bonus,
        }));
    }
    /** Points may ask for a PIN, too: where no wallet does that has the button beside it. */
    get asksForPin() {
        const asking = this.pos.models["loyalty.program"].filter(
            ({ member_program, member_pin_above }) => member_program && member_pin_above
        );
        return Boolean(this.props.order.getMember() && asking.length && !asking.some(isMemberWallet));
    }
    detailsOf(program) {
        return this.props.snapshot?.cards.find(({ program_id }) => program_id === program.id);
    }
    /** What isn't there yet, what won't be there for long, and when it can be spent. */
    get notes() {
        const notes = (this.props.snapshot?.cards || []).flatMap((card) => this.notesOn(card));
        const programs = this.pos.models["loyalty.program"].filter(({ member_program }) => member_program);
        const day = storeDay(this.pos.config);
        return [...notes, ...programs.map((program) => spendingNotice(program, day)).filter(Boolean)];
    }
    notesOn({ program_id, unit, pending, expiring }) {
        const program = this.pos.models["loyalty.program"].get(program_id);
        if (!program) {
            return [];
        }
        const show = (points) =>
            isMemberWallet(program)
                ? this.env.utils.formatCurrency(points)
                : `${this.pos.formatSpending(program, points)} ${unit}`;
        const notes = [];
        if (pending) {
            notes.push(_t("%s pending", show(pending)));
        }
        if (expiring) {
            const date = formatDate(deserializeDate(expiring.date));
            notes.push(_t("%(amount)s expire after %(date)s", { amount: show(expiring.amount), date }));
        }
        return notes;
    }
    promotionalNote(wallet) {
        return _t("(%s promotional)", this.env.utils.formatCurrency(wallet.bonus));
    }
    /** Points that pay a free amount have a way to pay beside them as the wallet has. */
    get points() {
        return this.props.order.getMemberPayable().filter(({ program }) => !isMemberWallet(program));
    }
    pointsLabel({ program, most, worth }) {
        return _t("Pay %(amount)s with %(points)s", {
            amount: this.env.utils.formatCurrency(worth),
            points: this.pos.formatSpending(program, most),
        });
    }
    payWithPoints({ reward, card }) {
        return this.pos.claimAmount(reward, card.id);
    }
    payLabel(wallet) {
        return _t("Pay %s", this.env.utils.formatCurrency(wallet.most));
    }
    pay({ program, card }) {
        return this.pos.claimAmount(walletReward(program), card.id);
    }
    topUp({ program }) {
        return this.pos.openMemberDialog(MemberTopUpDialog, { order: this.props.order, program });
    }
}
