import { expect, test } from "@odoo/hoot";
import { PosOrderline } from "@point_of_sale/app/models/pos_order_line";
import { setupPosEnv } from "@point_of_sale/../tests/unit/utils";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { addProductLineToOrder } from "@pos_loyalty/../tests/unit/utils";
import { RPCError } from "@web/core/network/rpc";
import { patchWithCleanup } from "@web/../tests/web_test_helpers";
import OrderPaymentValidation from "@point_of_sale/app/utils/order_payment_validation";
import { discountGoodsOnly } from "@member_loyalty/app/utils/order_discount";

definePosModels();

async function orderWithTip() {
    const store = await setupPosEnv();
    const order = store.addNewOrder();
    const goods = await addProductLineToOrder(store, order, { templateId: 5, productId: 5, price_unit: 190 });
    const tip = await addProductLineToOrder(store, order, { price_unit: 10 });
    store.config.tip_product_id = tip.product_id;
    return { store, order, goods, tip };
}

test("a tip is no merchandise", async () => {
    const { order, goods, tip } = await orderWithTip();
    expect(tip.memberNature).toBe("other");
    expect(goods.memberNature).toBe("goods");
    expect(order._getGoods().length).toBe(1);
    expect(order._getGoods()[0].untaxed).toBe(goods.prices.total_excluded);
});

test("membership pays no tip", async () => {
    const { order, goods } = await orderWithTip();
    const reward = { id: 1, program_id: { member_program: true, program_type: "loyalty" } };
    expect(order._withoutPrepaid(reward, () => order.getOrderlines()).map((line) => line.id)).toEqual([goods.id]);
    expect(order._getDiscountableOnOrder(reward).discountable).toBe(goods.prices.total_included);
});

test("a gift is the product that was given, not the first of those that could be", () => {
    const [first, second] = [{ id: 1 }, { id: 2 }];
    const reward_id = { reward_type: "product", reward_product_ids: [first, second] };
    const giftOf = (line) => PosOrderline.prototype._getGift.call(line);
    expect(giftOf({ reward_id, member_gift_product_id: second })).toBe(second);
    expect(giftOf({ reward_id })).toBe(first);
    expect(giftOf({ reward_id: { reward_type: "discount" } })).toBe(undefined);
    expect(giftOf({})).toBe(undefined);
});

test("points, wallets and top-ups are no part of what the button Discount lowers", () => {
    PosOrderline.prototype.isGlobalDiscountApplicable ||= () => true;
    discountGoodsOnly();
    const isLowered = (line) => PosOrderline.prototype.isGlobalDiscountApplicable.call({ config: {}, ...line });
    const product_id = { id: 5 };
    const wallet = { member_program: true, program_type: "ewallet" };
    const reward = (program_id, discount_mode) => ({ program_id, reward_type: "discount", discount_mode });
    expect(isLowered({ product_id })).toBe(true);
    expect(isLowered({ product_id, reward_id: reward(wallet, "per_point") })).toBe(false);
    expect(isLowered({ product_id, reward_id: reward({ member_program: true }, "per_point") })).toBe(false);
    expect(isLowered({ product_id, reward_id: reward({ member_program: true }, "percent") })).toBe(true);
    expect(isLowered({ product_id, reward_id: reward({ program_type: "ewallet" }, "per_point") })).toBe(true);
    expect(isLowered({ product_id, topUpProgram: wallet })).toBe(false);
});

test("a card whose program this till doesn't have is not in the customer list", async () => {
    const store = await setupPosEnv();
    const partner = store.models["res.partner"].get(1);
    const known = store.getLoyaltyCards(partner).map(({ id }) => id);
    const card = store.models["loyalty.card"].create({ id: 900, code: "X", points: 5, partner_id: partner });
    store.computePartnerCouponIds([card]);
    expect(store.getLoyaltyCards(partner).map(({ id }) => id)).toEqual(known);
});

test("a refused order isn't sent with the next sale", async () => {
    const store = await setupPosEnv();
    const order = store.addNewOrder();
    store.addPendingOrder([order.id]);
    const validation = new OrderPaymentValidation({ pos: store, orderUuid: order.uuid });
    patchWithCleanup(store.dialog, { add: () => {} });
    const refused = new RPCError("Refused");
    refused.exceptionName = "odoo.exceptions.UserError";
    refused.data = { message: "Refused", arguments: ["Refused"] };
    validation.handleValidationError(refused);
    expect(order.state).toBe("draft");
    expect(store.pendingOrder.create.has(order.id)).toBe(false);
});
