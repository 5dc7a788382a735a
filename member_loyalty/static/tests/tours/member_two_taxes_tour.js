import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Order from "@point_of_sale/../tests/generic_helpers/order_widget_util";
import * as PosLoyalty from "@pos_loyalty/../tests/tours/utils/pos_loyalty_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as Member from "@member_loyalty/../tests/tours/utils/member_util";

registry.category("web_tour.tours").add("MemberTwoTaxesTour", {
    steps: () =>
        [
            Member.start(),
            ProductScreen.clickDisplayedProduct("Night Cream"),
            ProductScreen.clickDisplayedProduct("Gift Set"),
            Order.hasTotal("172.39"),
            Member.scan(Member.ADA_CARD),
            Member.panelShows("points", "1,000"),
            // 650 points are 32.50: by a line for each tax, of which rounding leaves 32.49.
            PosLoyalty.claimReward("Points for cash"),
            Member.typeAmount("650"),
            Order.hasTotal("139.90"),
            Member.panelShows("spent", "650"),
            Member.pay(),
            Member.receiptShows("spent", "650"),
            Member.nextOrder(),
            Chrome.endTour(),
        ].flat(),
});
