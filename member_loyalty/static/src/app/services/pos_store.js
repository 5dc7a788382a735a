import { PosStore } from "@point_of_sale/app/services/pos_store";
import { loyaltyIdsGenerator } from "@pos_loyalty/app/services/pos_store";
import { ConnectionLostError } from "@web/core/network/rpc";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { MemberCardDialog } from "@member_loyalty/app/components/popups/member_card_dialog/member_card_dialog";
import { MemberFindDialog } from "@member_loyalty/app/components/popups/member_find_dialog/member_find_dialog";
import { MemberHandbookDialog } from "@member_loyalty/app/components/popups/member_handbook_dialog/member_handbook_dialog";
import { discountGoodsOnly } from "@member_loyalty/app/utils/order_discount";
import { listenInFields } from "@member_loyalty/app/utils/scan_in_field";

// Where a card that is scanned is what the field asks for.
const TAKE_CARDS = ".member-find, .member-enrol, .member-card-dialog";

patch(PosStore.prototype, {
    async setup() {
        discountGoodsOnly();
        // Orders whose customer this page has asked for. What an order kept when the till was loaded again is old, and
        // the customer's cards aren't there.
        this.ordersWithSnapshot = new Set();
        // How to close the membership's dialogs that are open, by their class.
        this.memberDialogs = new Map();
        // Who takes the members' cards that are scanned, the last one first, see useMemberScan.
        this.memberScanners = [];
        await super.setup(...arguments);
        this._listenToScans();
    },
    /** On each screen, and beside dialogs: a scanner doesn't know where the till is. */
    _listenToScans() {
        const member = ({ code }) => {
            const taker = this.memberScanners.at(-1);
            // Not returned: scans wait for each other, and the next product must not wait for the network.
            taker ? taker(code) : this.scanMember(code);
        };
        this.barcodeReader?.register({ member }, false);
        listenInFields(
            (code, field) => this._isScan(code, field),
            (code) => this.barcodeReader?.scan(code)
        );
    },
    /** Whether what was typed into a field of ours, as fast as a scanner does, is another thing than its content. */
    _isScan(code, field) {
        const parsed = this.barcodeReader?.parser.parse_barcode(code);
        if (parsed?.type === "member") {
            return !field.closest(TAKE_CARDS);
        }
        const { "product.product": products, "product.uom": packagings } = this.models;
        const base = parsed?.base_code || code;
        return Boolean(products.getBy("barcode", base) || packagings?.getBy("barcode", base));
    },
    /**
     * Open one of the membership's dialogs. There is one of each: another takes the place of that before.
     *
     * @returns {Promise} until it is closed, so that the button which opened it doesn't act again
     */
    openMemberDialog(DialogClass, props = {}) {
        this.memberDialogs.get(DialogClass)?.();
        return new Promise((resolve) => {
            const close = this.dialog.add(DialogClass, props, {
                onClose: () => {
                    if (this.memberDialogs.get(DialogClass) === close) {
                        this.memberDialogs.delete(DialogClass);
                    }
                    resolve();
                },
            });
            this.memberDialogs.set(DialogClass, close);
        });
    },
    /**
     * Find a customer by card, member number or phone, and sell the order to them.
     *
     * @param {PosOrder} order
     * @param {string} query what was scanned or typed
     * @returns {Promise<{status: string, message: string|false}>} answer of find_member of pos.config, or status
     *     'offline'
     */
    async findMember(order, query) {
        const answer = await this.askMembership("find_member", query);
        if (answer.snapshot) {
            this.setMember(order, answer.snapshot);
        }
        return answer;
    },
    /**
     * A card was scanned: sell to its member, or show why not and what else can be done.
     */
    async scanMember(number) {
        const order = this.getOrder();
        if (!order || order.finalized) {
            this.notification.add(_t("The sale is completed. Start a new order, then scan the card again."), {
                type: "warning",
            });
            return;
        }
        const answer = await this.findMember(order, number);
        if (answer.snapshot) {
            this._tellWhoIsServed(order);
            // The card itself was here, not its number: enough to open the member's wallet.
            order.uiState.memberScan = { partner_id: answer.snapshot.partner_id, number };
        }
        if (answer.status === "offline") {
            this.notification.add(answer.message, { type: "warning" });
        } else if (answer.is_stock && this.canGiveCard(order)) {
            this.giveCard(order, number);
        } else if (!answer.snapshot) {
            this.openMemberDialog(MemberFindDialog, { query: number, answer });
        }
    },
    /**
     * One of the till's questions to the server, see pos.config. The sale never waits for the answer.
     *
     * @returns {Promise<Object>} the server's answer, or status 'offline' and a message
     */
    async askMembership(method, ...question) {
        try {
            return await this.data.call("pos.config", method, [[this.config.id], ...question]);
        } catch (error) {
            if (error instanceof ConnectionLostError) {
                return {
                    status: "offline",
                    message: _t("The till is offline. Choose the customer from the list and continue the sale."),
                };
            }
            throw error;
        }
    },
    /**
     * Make the customer of a snapshot the order's customer, with all that the till needs to know of them.
     */
    setMember(order, snapshot) {
        const partner = this.loadMember(order, snapshot);
        const current = order.getPartner();
        if (order.finalized) {
            return;
        }
        if (current && current.id !== partner.id && order.getHasRefundLines()) {
            this.notification.add(
                _t(
                    "This order refunds items bought by %(name)s, so its customer can't be changed. Create a new order for another customer.",
                    { name: current.name }
                ),
                { type: "warning" }
            );
            return;
        }
        if (current && current.id !== partner.id) {
            // They are about the customer before.
            this.memberDialogs.forEach((close) => close());
        }
        order.setPartner(partner);
        this.updateRewards();
    },
    /** Where the panel can't be seen, it is said whom the order is for. */
    _tellWhoIsServed(order) {
        if (order.getPartner() && !document.querySelector(".pos .product-screen .member-panel")) {
            this.notification.add(
                _t("%(name)s is the customer of order %(order)s.", {
                    name: order.getPartnerName(),
                    order: order.getName(),
                }),
                { type: "success" }
            );
        }
    },
    /**
     * @returns {ResPartner} the snapshot's customer, loaded
     */
    loadMember(order, { records, ...facts }) {
        this.data.synchronizeServerDataInIndexedDB(records);
        this.models.connectNewData(records);
        this.dropLocalCards(facts.partner_id);
        order.uiState.memberSnapshot = facts;
        this.ordersWithSnapshot.add(order.uuid);
        return this.models["res.partner"].get(facts.partner_id);
    },
    hasSnapshot(order, partnerId) {
        return order?.uiState.memberSnapshot?.partner_id === partnerId && this.ordersWithSnapshot.has(order.uuid);
    },
    /**
     * Replace the cards that the till made up for a member, while it didn't know the real ones.
     */
    dropLocalCards(partnerId) {
        const cards = this.models["loyalty.card"].filter(
            (card) => card.program_id?.member_program && card.partner_id?.id === partnerId
        );
        for (const local of cards.filter(({ id }) => id < 0)) {
            const real = cards.find(({ id, program_id }) => id > 0 && program_id.id === local.program_id.id);
            if (real) {
                this.replaceCard(local, real);
            }
        }
    },
    /**
     * Core asks each card for its program, which this till may not have: it has ended, or is another till's.
     *
     * @override
     */
    getLoyaltyCards() {
        return super.getLoyaltyCards(...arguments).filter((card) => card?.program_id);
    },
    replaceCard(local, real) {
        for (const order of this.models["pos.order"].filter(({ finalized }) => !finalized)) {
            // Counted again for the real card by updateRewards.
            delete order.uiState.couponPointChanges[local.id];
            for (const line of order.lines.filter(({ coupon_id }) => coupon_id?.id === local.id)) {
                line.coupon_id = real;
            }
        }
        local.delete();
    },
    /**
     * Fetch what the panel shows of a customer who was chosen in another way than by findMember.
     *
     * @param {boolean} [again] even when it is known: it may have changed
     * @returns {Promise<boolean>} whether it is known now; a failure is no more than that
     */
    async refreshMember(order, again) {
        const partner = order?.getPartner();
        if (!partner || (!again && this.hasSnapshot(order, partner.id))) {
            return true;
        }
        const snapshot = await this.data.silentCall("pos.config", "member_snapshot", [[this.config.id], partner.id]);
        if (snapshot && order.getPartner()?.id === partner.id) {
            const kept = this.loadMember(order, snapshot);
            // Who was merged meanwhile is somebody else now.
            if (kept.id !== partner.id && !order.finalized) {
                order.setPartner(kept);
            }
            this.updateRewards();
        }
        return Boolean(snapshot);
    },
    /**
     * A snapshot brings the member's cards, so that nothing is left to ask. Offline, a member whose card isn't known
     * still sees what this sale earns; the server knows the balance.
     *
     * @override
     */
    async fetchLoyaltyCard(programId, partnerId) {
        const program = this.models["loyalty.program"].get(programId);
        if (!program.member_program) {
            return super.fetchLoyaltyCard(...arguments);
        }
        const card = this.models["loyalty.card"].find(
            ({ partner_id, program_id }) => partner_id?.id === partnerId && program_id?.id === programId
        );
        if (card) {
            return card;
        }
        if (!this.hasSnapshot(this.getOrder(), partnerId)) {
            try {
                return await super.fetchLoyaltyCard(...arguments);
            } catch (error) {
                if (!(error instanceof ConnectionLostError)) {
                    throw error;
                }
            }
        }
        return this.models["loyalty.card"].create({
            id: loyaltyIdsGenerator(),
            code: null,
            program_id: program,
            partner_id: this.models["res.partner"].get(partnerId),
            points: 0,
        });
    },
    /**
     * Before the payment: what comes back of a returned order, then what may stand in the way.
     *
     * @override
     */
    async pay() {
        const order = this.getOrder();
        order.updateMemberRefund();
        if ((await this.checkSpending(order)) && (await this.checkMemberProducts(order))) {
            return super.pay(...arguments);
        }
    },
    async postSyncAllOrders(orders) {
        await super.postSyncAllOrders(...arguments);
        for (const order of orders) {
            this.welcomeToTier(order);
            await this.welcomeMember(order);
        }
    },
    /**
     * An order is sent again when its receipt is printed; the good news is told once.
     */
    welcomeToTier(order) {
        const { welcome } = order.member_summary || {};
        if (!welcome || order.uiState.memberWelcomed) {
            return;
        }
        order.uiState.memberWelcomed = true;
        this.notification.add(order.getMemberWelcomeText(), { type: "success" });
    },
    /**
     * The sale itself made the customer a member.
     */
    async welcomeMember(order) {
        const number = order.member_summary?.number;
        if (!number || !order.getPartner() || order.getMember()) {
            return;
        }
        this.notification.add(
            _t("%(name)s is now a member with number %(number)s.", { name: order.getPartnerName(), number }),
            { type: "success" }
        );
        await this.refreshMember(order, true);
    },
    /**
     * Whether a card from the stock, scanned now, is meant for the order's member: one who has none in use.
     */
    canGiveCard(order) {
        const { partner_id, number, card } = order.uiState.memberSnapshot || {};
        return Boolean(number && partner_id === order.getPartner()?.id && card?.state !== "active");
    },
    /**
     * @param {string} [number] of the card that was scanned
     */
    giveCard(order, number = "") {
        return this.openMemberDialog(MemberCardDialog, { order, card: order.uiState.memberSnapshot.card, number });
    },
    /**
     * Put what a card costs on the order, once.
     *
     * @param {Object} card as the snapshot has it
     */
    async chargeCard(order, { fee }) {
        const product = fee && this.models["product.product"].get(fee.product_id);
        if (product && !order.finalized && !order.paysCard(product.id)) {
            await this.addLineToOrder(
                {
                    product_id: product,
                    product_tmpl_id: product.product_tmpl_id,
                    price_unit: fee.amount,
                    price_type: "manual",
                },
                order,
                {},
                false
            );
        }
    },
    /**
     * Show a customer the rules of the membership, as they were published last.
     */
    async showHandbook() {
        const handbook = await this.askMembership("member_handbook");
        if (handbook?.id) {
            await this.openMemberDialog(MemberHandbookDialog, { handbook });
        } else {
            const message = handbook
                ? _t("The handbook can only be shown online.")
                : _t("No handbook has been published yet.");
            this.notification.add(message, { type: "warning" });
        }
    },
});
