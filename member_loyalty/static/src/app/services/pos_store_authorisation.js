import { PosStore } from "@point_of_sale/app/services/pos_store";
import { makeAwaitable } from "@point_of_sale/app/utils/make_awaitable_dialog";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { MemberPinDialog } from "@member_loyalty/app/components/popups/member_pin_dialog/member_pin_dialog";

patch(PosStore.prototype, {
    /**
     * Above an amount that the shop sets, a wallet is opened by its member only: by the card, scanned in this order,
     * or by the PIN.
     *
     * @returns {Promise<boolean>}
     */
    async authoriseSpending(order) {
        const partner = order.getPartner();
        const guarded = order
            .getMemberSpending()
            .find(({ program, points }) => program.member_pin_above && points > program.member_pin_above);
        if (!guarded || order.uiState.memberAuthorised === partner.id) {
            return true;
        }
        const scanned = order.uiState.memberScan;
        let proof = scanned?.partner_id === partner.id ? { card: scanned.number } : await this._askProof(guarded, "");
        while (proof) {
            const answer = await this.askMembership(
                "authorise_spending",
                partner.id,
                order.uuid,
                proof.card || false,
                proof.pin || false
            );
            if (answer.status === "ok" || (answer.status === "offline" && proof.card === scanned?.number)) {
                order.uiState.memberAuthorised = partner.id;
                return true;
            }
            const message =
                answer.status === "offline"
                    ? _t(
                          "Offline, no PIN can be checked: take at most %s, or choose another way to pay.",
                          this.formatSpending(guarded.program, guarded.program.member_pin_above)
                      )
                    : answer.message;
            proof = await this._askProof(guarded, message);
        }
        return false;
    },
    _askProof({ program, points }, message) {
        return makeAwaitable(this.dialog, MemberPinDialog, {
            title: _t("PIN or card of the member"),
            subtitle:
                message ||
                _t("%(amount)s from %(program)s", {
                    amount: this.formatSpending(program, points),
                    program: program.name,
                }),
        });
    },
    /**
     * The member chooses a PIN, twice; who they are is shown by the card scanned in this order, by the card now, or by
     * the PIN so far.
     */
    async chooseMemberPin(order) {
        const partner = order.getPartner();
        const ask = (title, subtitle) => makeAwaitable(this.dialog, MemberPinDialog, { title, subtitle });
        const chosen = await ask(_t("New PIN"), _t("%s chooses 4 to 8 digits", partner.name));
        const repeated = chosen?.pin && (await ask(_t("New PIN"), _t("The same digits again")));
        if (!repeated?.pin) {
            return;
        }
        const scanned = order.uiState.memberScan;
        const proof =
            scanned?.partner_id === partner.id
                ? { card: scanned.number }
                : await ask(_t("PIN so far, or card"), _t("Scan the member's card if there is no PIN yet"));
        if (!proof) {
            return;
        }
        const { card = false, pin = false } = proof;
        const answer = await this.askMembership("set_member_pin", partner.id, chosen.pin, repeated.pin, card, pin);
        const isSet = answer.status === "ok";
        const message =
            answer.status === "offline"
                ? _t("Offline: a PIN can be chosen when the connection is back.")
                : answer.message;
        this.notification.add(message, { type: isSet ? "success" : "warning" });
    },
});
