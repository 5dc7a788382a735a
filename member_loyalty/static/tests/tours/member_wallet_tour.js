import { registry } from "@web/core/registry";
import { refresh } from "@point_of_sale/../tests/generic_helpers/utils";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Order from "@point_of_sale/../tests/generic_helpers/order_widget_util";
import * as PosLoyalty from "@pos_loyalty/../tests/tours/utils/pos_loyalty_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as Member from "@member_loyalty/../tests/tours/utils/member_util";

registry.category("web_tour.tours").add("MemberWalletTour", {
    steps: () =>
        [
            Member.start(),
            ProductScreen.clickDisplayedProduct("Night Cream"),
            Member.scan(Member.ADA_CARD),
            Member.panelShows("money", "110"),
            Member.panelShows("bonus", "10"),
            Member.payFromWallet("43.99", "20"),
            Member.panelShows("paid", "20"),
            Order.hasTotal("23.99"),
            // What was typed stays when the order grows; claiming again replaces it.
            ProductScreen.clickDisplayedProduct("Night Cream"),
            Order.hasTotal("67.98"),
            Member.payFromWallet("87.98", "50"),
            Order.hasTotal("37.98"),
            Member.payFromWallet("87.98", "20"),
            Order.hasTotal("67.98"),
            Member.pay(),
            Member.receiptShows("paid", "20.00"),
            Member.receiptShows("wallet", "90.00"),
            Member.receiptShows("wallet-bonus", "10.00"),
            Member.nextOrder(),
            // Core's button does the same: all that is there, and the rest in cash.
            ProductScreen.clickDisplayedProduct("Gift Set"),
            Member.scan(Member.ADA_CARD),
            Member.panelShows("money", "90"),
            PosLoyalty.eWalletButtonState({ highlighted: true, text: "eWallet Pay", click: true }),
            Member.typeAmount("90"),
            Order.hasTotal("30.00"),
            Member.pay(),
            Member.receiptShows("paid", "90.00"),
            Member.receiptShows("wallet", "0.00"),
            Member.nextOrder(),
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("MemberPointsPlusCashTour", {
    steps: () =>
        [
            Member.start(),
            ProductScreen.clickDisplayedProduct("Night Cream"),
            Member.scan(Member.ADA_CARD),
            Member.panelShows("points", "1,000"),
            // Half of 43.99 is 439.8 points: 400 in steps of 50.
            PosLoyalty.claimReward("Points for cash"),
            Member.typeAmount("400", "210"),
            Order.hasTotal("33.99"),
            Member.panelShows("spent", "200"),
            Member.pay(),
            Member.receiptShows("spent", "200"),
            Member.receiptShows("balance", "854.99"),
            Member.nextOrder(),
            ProductScreen.clickDisplayedProduct("Night Cream"),
            Member.scan(Member.ADA_CARD),
            Member.panelShows("points", "854.99"),
            PosLoyalty.claimReward("Points for cash"),
            Member.typeAmount("400"),
            Order.hasTotal("23.99"),
            // Half of the order is half of what is sold, however the rest is paid.
            Member.payFromWallet("23.99"),
            Order.hasTotal("0.00"),
            ProductScreen.clickPayButton(),
            Member.validate(),
            Member.receiptShows("spent", "400"),
            Member.receiptShows("paid", "23.99"),
            Member.nextOrder(),
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("MemberPeriodTour", {
    steps: () =>
        [
            Member.start(),
            ProductScreen.clickDisplayedProduct("Night Cream"),
            Member.scan(Member.ADA_CARD),
            Member.panelShows("card-notes", "can be spent from"),
            PosLoyalty.isRewardButtonHighlighted(false),
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("MemberReloadTour", {
    steps: () =>
        [
            Member.start(),
            ProductScreen.clickDisplayedProduct("Night Cream"),
            Member.scan(Member.ADA_CARD),
            Member.panelShows("points", "1,000"),
            Member.panelShows("money", "110"),
            refresh(),
            { content: "the order is still there", trigger: ".member-panel", timeout: 30000 },
            Member.panelShows("points", "1,000"),
            Member.panelShows("money", "110"),
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("MemberWalletRefundTour", {
    steps: () =>
        [
            Member.start(),
            ProductScreen.clickDisplayedProduct("Night Cream"),
            ProductScreen.clickDisplayedProduct("Night Cream"),
            ProductScreen.clickDisplayedProduct("Night Cream"),
            Member.scan(Member.ADA_CARD),
            Member.panelShows("money", "110"),
            PosLoyalty.claimReward("Points for cash"),
            Member.typeAmount("1,000", "100"),
            Order.hasTotal("126.97"),
            Member.payFromWallet("110", "33.33"),
            Order.hasTotal("93.64"),
            Member.pay(),
            Member.nextOrder(),
            // A third of the goods takes a third of everything with it.
            Member.refund("001", "1", "-31.21", [
                "$ 11.11 goes back to Wallet.",
                "33.4 points go back to Club.",
                "Up to 54.99 Points that the sale earned are reversed.",
            ]),
            Member.receiptShows("returned", "11.11"),
            Member.receiptShows("wallet", "87.78"),
            Member.nextOrder(),
            Member.refund("001", "2", "-62.43", [
                "$ 22.22 goes back to Wallet.",
                "66.6 points go back to Club.",
                "Up to 109.97 Points that the sale earned are reversed.",
            ]),
            Member.receiptShows("returned", "22.22"),
            Member.receiptShows("wallet", "110.00"),
            Member.nextOrder(),
            Chrome.endTour(),
        ].flat(),
});

function closingSays(part, text) {
    return {
        content: `${part}: ${text}`,
        trigger: `.modal .member-closing-wallet .member-closing-${part}:text(${text})`,
    };
}

registry.category("web_tour.tours").add("MemberClosingTour", {
    steps: () =>
        [
            Member.start(),
            Member.scan(Member.ADA_CARD),
            Member.topUp("100"),
            Member.pay(),
            Member.nextOrder(),
            ProductScreen.clickDisplayedProduct("Night Cream"),
            Member.scan(Member.ADA_CARD),
            Member.payFromWallet("43.99", "40"),
            Member.pay(),
            Member.nextOrder(),
            Chrome.clickMenuOption("Close Register"),
            { content: "its name", trigger: ".modal .member-closing-wallet:contains('Wallet')" },
            closingSays("topped-up", "$ 100.00"),
            closingSays("paid", "$ 40.00"),
            Dialog.discard(),
            Chrome.endTour(),
        ].flat(),
});

function takeOffer(text) {
    return [
        { content: "top up", trigger: ".member-wallet-top-up", run: "click" },
        { content: text, trigger: `.member-top-up .member-offer:contains("${text}")`, run: "click" },
        Dialog.isNot(),
    ];
}

registry.category("web_tour.tours").add("MemberTopUpGiftsTour", {
    steps: () =>
        [
            Member.start(),
            Member.scan(Member.ADA_CARD),
            takeOffer("bonus"),
            Member.pay(),
            Member.receiptShows("topped-up", "100.00"),
            Member.receiptShows("bonus", "12.00"),
            Member.receiptShows("wallet", "222.00"),
            { content: "money is no coupon", trigger: ".pos-receipt:not(:has(.member-receipt-gift))" },
            Member.nextOrder(),
            Member.scan(Member.ADA_CARD),
            takeOffer("Points"),
            Member.pay(),
            Member.receiptShows("points-bonus", "500"),
            Member.receiptShows("balance", "1,500"),
            { content: "said once", trigger: ".pos-receipt:not(:has(.member-receipt-gift))" },
            Member.nextOrder(),
            Member.scan(Member.ADA_CARD),
            takeOffer("Free Facial"),
            Member.pay(),
            Member.receiptShows("gift", "1 × Free Facial"),
            Member.nextOrder(),
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("MemberTopUpTour", {
    steps: () =>
        [
            Member.start(),
            Member.scan(Member.ADA_CARD),
            Member.panelShows("money", "110"),
            Member.topUp("500"),
            Order.hasTotal("500.00"),
            ProductScreen.clickPayButton(false),
            { content: "too much at once", trigger: ".modal:contains('exceeds the maximum per top-up')" },
            Dialog.confirm(),
            ProductScreen.clickNumpad("Price", "5", "0"),
            Order.hasTotal("50.00"),
            { content: "a wallet doesn't pay its own top-up", trigger: ".member-panel:not(:has(.member-wallet-pay))" },
            PosLoyalty.isRewardButtonHighlighted(false),
            ProductScreen.clickDisplayedProduct("Night Cream"),
            Member.panelShows("won", "+54.99"),
            Member.payFromWallet("43.99"),
            Order.hasTotal("50.00"),
            Member.pay(),
            Member.receiptShows("topped-up", "50.00"),
            Member.receiptShows("paid", "43.99"),
            Member.receiptShows("wallet", "116.01"),
            Member.nextOrder(),
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("MemberCentsTour", {
    steps: () =>
        [
            Member.start(),
            ProductScreen.clickDisplayedProduct("Night Cream"),
            Member.scan(Member.ADA_CARD),
            Member.payFromWallet("0.5"),
            Order.hasTotal("43.49"),
            Member.pay(),
            Member.receiptShows("wallet", "0.00"),
            Member.nextOrder(),
            Chrome.endTour(),
        ].flat(),
});
