import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Notification from "@point_of_sale/../tests/generic_helpers/notification_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as PosLoyalty from "@pos_loyalty/../tests/tours/utils/pos_loyalty_util";
import * as Member from "@member_loyalty/../tests/tours/utils/member_util";

registry.category("web_tour.tours").add("MemberCouponCodeTour", {
    steps: () =>
        [
            Member.start(),
            ProductScreen.clickDisplayedProduct("Gift Set"),
            PosLoyalty.enterCode("o44a-cdef ghjk-mnz3"),
            PosLoyalty.hasRewardLine("10% on your order", "-12.00"),
            // The same coupon, as the scanner reads it.
            Member.scan("044ACDEFGHJKMN23"),
            Notification.has("That coupon code has already been scanned and activated."),
            Member.pay(),
            Member.nextOrder(),
            Chrome.endTour(),
        ].flat(),
});
